// Writes the next migration of both engines. Usage: npm run db:generate -- NAME
import { spawnSync } from 'node:child_process';

const name = process.argv[2];
for (const ENGINE of ['sqlite', 'postgres']) {
  const args = ['drizzle-kit', 'generate', ...(name ? ['--name', name] : [])];
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, ENGINE } });
  if (status !== 0) process.exit(status ?? 1);
}
