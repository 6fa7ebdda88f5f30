import { ended, PostgresServer } from './postgres-server.ts';

// Runs a command beside a PostgreSQL server of its own, whose address it finds in TEST_POSTGRES_URL:
// tsx tests/support/with-postgres.ts npm run test:postgres

const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  console.error('give the command to run, such as npm run test:postgres');
  process.exit(2);
}
// What a test leaves need not outlast a loss of power.
const server = await PostgresServer.create({ fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' });
process.once('exit', () => server.remove());
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
server.start();
process.exitCode = await ended(program, args, {
  stdio: 'inherit',
  env: { ...process.env, TEST_POSTGRES_URL: server.url('postgres') },
});
