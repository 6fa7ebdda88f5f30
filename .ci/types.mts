// What a user's program may write, and what the types of the package refuse. .ci/run checks it against the packed tarball.
import { type MeasureRow, type OpenTracker, openTracker, TrackerError } from 'trade-disputes';
import { type Client, createClient, ProblemError } from 'trade-disputes/client';

const tracker: OpenTracker = await openTracker({ database: 'file:./types.db', by: 'desk' });
const { data, on, known_at } = await tracker.listTariffs({ type: 'anti_dumping', lifting_agreed: true, status: 'all' });
const rates: (string | null)[] = data.map((row: MeasureRow) => row.rate_summary);
// @ts-expect-error there is no such status
await tracker.recordStatusChanges('cn-au-wine-ad', { status: 'ended', effective_on: '2027-01-01', unsourced: true });
// @ts-expect-error there is no such parameter
await tracker.listBans({ afected: 'JP' });

const client: Client = createClient({ baseUrl: new URL('http://localhost:3000') });
const { count, next } = await client.measures({ limit: 10, count: true });
const duty = await client.duty({
  importer: 'EU',
  origin: 'CN',
  product: '870380',
  quantity: ['1 unit'],
  condition: 'usmca=true',
  preference: false,
});
const pays: string | null | undefined = duty.range.ad_valorem_pct?.most;
// @ts-expect-error a duty needs a product
await client.duty({ importer: 'EU', origin: 'CN' });
// @ts-expect-error the call is not about one measure
await client.addDispute({ id: 'a-b', title: 'A' }, { ifMatch: 1 });
try {
  await client.correctEntry(1, { reason: 'It was wrong' }, { idempotencyKey: 'k' });
} catch (error) {
  if (error instanceof ProblemError) console.error(error.problem.lawful?.join(', '));
  if (error instanceof TrackerError) console.error(error.code, error.details);
}
console.log(on, known_at, rates, count?.toFixed(), next, duty.total_amount?.amount, pays);
