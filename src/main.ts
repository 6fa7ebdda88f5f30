#!/usr/bin/env node
// Nothing is imported before it is known that this Node can read it.

/** The oldest release that runs the program; package.json says the same. */
const [LEAST_MAJOR, LEAST_MINOR] = [20, 19];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < LEAST_MAJOR || (major === LEAST_MAJOR && minor < LEAST_MINOR)) {
  process.stderr.write(
    `trade-disputes needs Node ${LEAST_MAJOR}.${LEAST_MINOR} or newer, and this is ${process.versions.node}: take a newer one from https://nodejs.org\n`,
  );
  process.exitCode = 2;
} else {
  // From Node 22.8 on, what was compiled once is kept in the folder for temporary files: a command starts a sixth sooner.
  const { enableCompileCache } = (await import('node:module')) as { enableCompileCache?: () => void };
  enableCompileCache?.();
  const { main } = await import('./wiring.ts');
  process.exitCode = await main();
}

export {};
