// Holds deploy/ against the program, as far as that goes without Docker: runs the Dockerfile's instructions in empty folders with this Node,
// then its health check and its command; reads the compose file and the unit. Usage: node .ci/deploy.mjs [folder of an installed package]
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { load as parse } from 'js-yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'trade-disputes-deploy-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const text = (file) => readFileSync(join(root, file), 'utf8');

/** The instructions of a Dockerfile, each with the rest of its line. */
const instructions = text('deploy/Dockerfile')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => /^([A-Z]+) (.+)$/.exec(line)?.slice(1) ?? assert.fail(`the Dockerfile has a line that is no instruction: ${line}`));

/** What .dockerignore lets through: all is shut out but what is named. */
const context = () => {
  const [all, ...named] = text('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  assert.equal(all, '*');
  return named.map((line) => line.replace(/^!/, ''));
};

const majors = new Set();
const stages = new Map();
let stage;
/** Where a path of the image is on this machine. */
const place = (path, of = stage) => join(of.root, resolve(of.workdir, path));

function copy(rest) {
  const words = rest.split(' ');
  const flags = words.filter((word) => word.startsWith('--'));
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = paths.pop();
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  const sources = from === undefined && paths.includes('.') ? context() : paths;
  for (const source of sources) {
    const file = from === undefined ? join(root, source) : place(source, stages.get(from));
    const isInto = target.endsWith('/') || (from === undefined && paths.includes('.'));
    // Of a folder Docker copies what is in it.
    const to =
      isInto && !(statSync(file).isDirectory() && !paths.includes('.'))
        ? join(place(target), paths.includes('.') ? source : basename(source))
        : place(target);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(file, to, { recursive: true });
  }
}

function run(command) {
  console.log(`$ ${command}`);
  const { status } = spawnSync('sh', ['-c', command], {
    cwd: place('.'),
    env: { ...process.env, ...stage.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  assert.equal(status, 0, `RUN ${command}`);
}

const known = {
  FROM: (rest) => {
    const [, image, major, name] = /^(node:(\d+)-\S+)(?: AS (\S+))?$/.exec(rest) ?? assert.fail(`FROM ${rest}: not understood`);
    majors.add(major);
    stage = { image, root: join(work, `stage-${stages.size}`), workdir: '/', env: {}, volumes: [] };
    stages.set(name ?? 'last', stage);
  },
  WORKDIR: (rest) => {
    stage.workdir = rest;
    mkdirSync(place('.'), { recursive: true });
  },
  ENV: (rest) => Object.assign(stage.env, Object.fromEntries(rest.split(' ').map((pair) => pair.split(/=(.*)/s).slice(0, 2)))),
  COPY: copy,
  RUN: run,
  VOLUME: (rest) => stage.volumes.push(rest),
  EXPOSE: (rest) => Object.assign(stage, { port: rest }),
  USER: (rest) => Object.assign(stage, { user: rest }),
  HEALTHCHECK: (rest) => Object.assign(stage, { health: JSON.parse(rest.slice(rest.indexOf('['))) }),
  CMD: (rest) => Object.assign(stage, { command: JSON.parse(rest) }),
};
for (const [name, rest] of instructions) (known[name] ?? assert.fail(`the Dockerfile has ${name}, which this script does not know`))(rest);

console.log('-- the Dockerfile: its command and its health check');
assert.equal(majors.size, 1, 'both stages have one Node');
const [major] = majors;
assert.match(
  text('.ci/nodes.sh'),
  new RegExp(`^smoke ${major}\\b`, 'm'),
  `Node ${major} of the Dockerfile is none that .ci/nodes.sh tries`,
);
assert.notEqual(stage.user ?? 'root', 'root');
assert.equal(stage.env.PORT, stage.port);
const [volume] = stage.volumes;
assert.ok(stage.env.DATABASE_URL.startsWith(`file:${volume}/`), 'the database is in the volume');
const port = await new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});
const env = {
  ...{ ...process.env, ...stage.env, HOST: '127.0.0.1', PORT: `${port}` },
  DATABASE_URL: stage.env.DATABASE_URL.replace(volume, place(volume)),
};
const options = { cwd: place('.'), env };
const isHealthy = () => spawnSync(stage.health[0], stage.health.slice(1), options).status === 0;
assert.equal(isHealthy(), false, 'the health check passes though nothing runs');
const server = spawn(stage.command[0], stage.command.slice(1), { ...options, stdio: ['ignore', 'inherit', 'pipe'] });
let log = '';
server.stderr.on('data', (chunk) => {
  log += chunk;
});
const ended = new Promise((done) => server.once('exit', (code) => done(code)));
const begun = Date.now();
while (!isHealthy()) {
  assert.ok(server.exitCode === null && Date.now() - begun < 60_000, `it does not become healthy: ${log}`);
  await new Promise((done) => setTimeout(done, 500));
}
const { data } = await (await fetch(`http://127.0.0.1:${port}/bans.json?on=2024-10-24`)).json();
assert.ok(data.length > 0);
server.kill('SIGTERM');
assert.equal(await ended, 0, log);
assert.match(log, /"message":"stopped"/);

const { readConfig } = await import(pathToFileURL(place('dist/config.js')).href);

console.log('-- compose.yaml');
const KEYS = {
  '': ['name', 'services', 'volumes'],
  service: [
    ...['image', 'build', 'environment', 'volumes', 'healthcheck', 'restart', 'ports', 'depends_on', 'init', 'read_only', 'tmpfs'],
    ...['cap_drop', 'security_opt', 'stop_grace_period'],
  ],
  build: ['context', 'dockerfile'],
  healthcheck: ['test', 'interval', 'timeout', 'retries'],
};
const only = (object, of) => {
  for (const key of Object.keys(object)) assert.ok(KEYS[of].includes(key), `compose.yaml has "${key}", which this script does not know`);
};
const compose = parse(text('deploy/compose.yaml'));
only(compose, '');
for (const [name, service] of Object.entries(compose.services)) {
  only(service, 'service');
  if (service.build) only(service.build, 'build');
  if (service.healthcheck) only(service.healthcheck, 'healthcheck');
  assert.ok(service.build ?? /:.+/.test(service.image), `${name}: an image has a tag`);
  for (const mount of service.volumes ?? []) assert.ok(Object.hasOwn(compose.volumes, mount.split(':')[0]), `${name}: ${mount}`);
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {}))
    assert.ok(
      condition !== 'service_healthy' || compose.services[other].healthcheck,
      `${name} waits for the health of ${other}, which has none`,
    );
}
const { tracker, database } = compose.services;
assert.equal(resolve(root, 'deploy', tracker.build.context, tracker.build.dockerfile), join(root, 'deploy/Dockerfile'));
assert.deepEqual(tracker.ports, [`127.0.0.1:${stage.port}:${stage.port}`]);
const config = readConfig({ ...stage.env, ...tracker.environment });
const address = new URL(config.database_url);
assert.deepEqual(
  [address.username, address.hostname, address.pathname, address.password],
  [database.environment.POSTGRES_USER, 'database', `/${database.environment.POSTGRES_DB}`, ''],
);
assert.ok(Number.parseInt(tracker.stop_grace_period, 10) > 10, 'it has the ten seconds that it takes to stop');

console.log('-- trade-disputes.service');
const unit = text('deploy/trade-disputes.service');
const [, program] = /^ExecStart=\/usr\/bin\/node (\S+) serve$/m.exec(unit) ?? assert.fail('the unit has no ExecStart that is understood');
const [installed] = process.argv.slice(2);
if (installed !== undefined)
  assert.ok(existsSync(join(installed, program.slice('/opt/trade-disputes/'.length))), `no package has ${program}`);
const [, settings] = /^Environment=(.+)$/m.exec(unit) ?? assert.fail('the unit has no Environment');
readConfig(
  Object.fromEntries(
    settings
      .replaceAll('%S', '/var/lib')
      .split(' ')
      .map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
  ),
);
assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) > 10, 'it has the ten seconds that it takes to stop');
// They are none of @system-service, and the kernel ends a program that asks for what is not permitted.
assert.match(unit, /^SystemCallFilter=@system-service .*@pkey\b/m, 'V8 may ask for memory protection keys');
const copyOfUnit = join(work, 'trade-disputes.service');
// This Node and a program that is there: verify looks whether they can be run.
writeFileSync(copyOfUnit, unit.replace('/usr/bin/node', process.execPath));
const { status, stdout, stderr, error } = spawnSync('systemd-analyze', ['verify', copyOfUnit], { encoding: 'utf8' });
if (error?.code === 'ENOENT') console.log('systemd-analyze is not on this machine: the keys of the unit were not checked');
// What it does not know it only warns of.
else assert.deepEqual([status, stdout + stderr], [0, '']);
console.log('deploy/ fits the program');
