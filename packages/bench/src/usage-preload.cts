/**
 * Loaded into every contestant before its own code. At exit it says on file descriptor 3 what the
 * process took; `measure.ts` listens there. CommonJS, because that adds 1 ms to a run, and a
 * module 6 ms.
 */
process.once("exit", () => {
  const { readFileSync, writeSync } = process.getBuiltinModule("node:fs");
  const { user, system } = process.cpuUsage();
  writeSync(3, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb: peakKb() / 1024 }));

  /**
   * Largest resident set, in KiB. Linux counts in `maxRSS` what the parent held when it forked, so a
   * small child of a large parent looks large; the kernel's own mark for this program does not.
   */
  function peakKb(): number {
    try {
      const status = readFileSync("/proc/self/status", "utf8");
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    } catch {
      return process.resourceUsage().maxRSS;
    }
  }
});
