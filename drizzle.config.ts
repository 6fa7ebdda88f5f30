import { defineConfig } from 'drizzle-kit';

// One definition of the tables, two engines: `npm run db:generate` runs this once for each.
const postgres = process.env.ENGINE === 'postgres';

export default defineConfig({
  dialect: postgres ? 'postgresql' : 'sqlite',
  schema: './src/tables/drizzle-kit.cjs',
  out: postgres ? './migrations/postgres' : './migrations/sqlite',
});
