// Loaded before a program: what it asks of any host goes to the one that LOOPBACK names.
const real = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const asked = new URL(input instanceof Request ? input.url : input);
  return real(new URL(asked.pathname + asked.search, process.env.LOOPBACK), init);
};
