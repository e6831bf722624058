/**
 * Variables that are passed on. Not among them: keys, since codex would use them instead of the
 * subscription that it is signed in to.
 */
const PASSED_ON =
  /^(PATH|HOME|CODEX_HOME|USER|LOGNAME|LANG|LC_\w+|TERM|TZ|TMPDIR|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|((HTTPS?|ALL|NO)_PROXY)|SSL_CERT_(FILE|DIR)|CODEX_CA_CERTIFICATE|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|TEMP|TMP|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES)$/i;

/** The environment of a program that is run: what it needs of this process's. */
export function processEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && PASSED_ON.test(name)) env[name] = value;
  }
  return env;
}
