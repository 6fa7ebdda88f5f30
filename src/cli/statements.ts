import type { z } from '@hono/zod-openapi';
import type { Command } from 'commander';
import { CoverageBody, DutyRuleBody, LinkBody, MilestoneBody, QuotaBody, RateTableBody } from '../contract/entries.ts';
import {
  recordCoverage,
  recordDisputeMilestone,
  recordDutyRule,
  recordLink,
  recordMilestone,
  recordQuota,
  recordRateTable,
} from '../tracker/record-statements.ts';
import type { Recorded } from '../tracker/record-status-changes.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { WriteContext } from '../tracker/write.ts';
import { withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { readBody, readJson, readJsonFile } from './input.ts';
import { printRecorded } from './recorded-output.ts';
import { subjectKind } from './subject.ts';
import { UsageError } from './usage-error.ts';
import { type WriteOptions, writeContext, writeOptions } from './write-options.ts';

type Record<Body> = (tracker: Tracker, context: WriteContext, id: string, body: Body) => Promise<Recorded>;

/** Adds to `add` what is stated about a measure: its scopes nest, so that each is given as JSON. */
export function addStatements(add: Command, environment: Environment): void {
  const statement = <Body extends z.ZodType>(
    name: string,
    summary: string,
    example: string,
    schema: Body,
    record: Record<z.output<Body>>,
  ): void => {
    const command = add
      .command(name)
      .summary(summary)
      .description(`Records ${summary}. The body is the same as over HTTP.`)
      .argument('<id>', name === 'milestone' ? 'a measure or a dispute' : 'a measure')
      .argument('[json]', 'the body: JSON, or @FILE')
      .option('--json <file>', 'the body in a JSON file, or - for stdin')
      .addHelpText('after', `\nExample:\n  trade-disputes add ${name} ${example}`);
    writeOptions(command).action(async (id: string, json: string | undefined, options: WriteOptions & { json?: string }) => {
      if ((json === undefined) === (options.json === undefined))
        throw new UsageError('give the body once: as JSON after the id, or with --json FILE');
      const input = json === undefined ? await readJsonFile(environment, options.json ?? '-', '--json') : readJson(json, 'json');
      const body = readBody(schema, input, (field) => field);
      const context = writeContext(environment, options);
      await withTracker(environment, options, 'needs', async (tracker) =>
        printRecorded(environment, options, await record(tracker, context, id, body)),
      );
    });
  };

  statement(
    'coverage',
    'what a measure covers from a day on, stated whole',
    `cn-au-timber '{"effective_on": "2020-11-11", "scopes": [{"partners": ["AU-QLD", "AU-VIC"], "goods": ["4403"]}], "unsourced": true}'`,
    CoverageBody,
    recordCoverage,
  );
  statement(
    'rates',
    'the rates of a tariff from a day on, stated whole',
    `cn-au-barley-ad '{"effective_on": "2020-05-19", "rates": [{"expression": "73.6%"}], "sources": ["ctm-barley"]}'`,
    RateTableBody,
    recordRateTable,
  );
  statement(
    'milestone',
    'something that happened and changed no status, coverage or rate',
    `eu-cn-bev-cvd '{"type": "vote", "happened_on": "2024-10-04", "title": "Member states vote", "unsourced": true}'`,
    MilestoneBody,
    async (tracker, context, id, body) =>
      (await subjectKind(tracker, id)) === 'dispute'
        ? recordDisputeMilestone(tracker, context, id, body)
        : recordMilestone(tracker, context, id, body),
  );
  statement(
    'link',
    'how a measure is linked to another, to a dispute or to a WTO case',
    `cn-eu-brandy-ad '{"type": "retaliates_against", "to": "eu-cn-bev-cvd", "unsourced": true}'`,
    LinkBody,
    recordLink,
  );
  statement(
    'quota',
    'a quota of a measure',
    `cn-beef-safeguard-2026 '{"period": "2026", "quantity": "205000", "unit": "t", "scope": {"partners": ["AU"]}, "unsourced": true}'`,
    QuotaBody,
    recordQuota,
  );
  statement(
    'duty-rule',
    'how a tariff combines with others',
    `cn-au-wine-cvd '{"type": "not_levied_with", "measure": "cn-au-wine-cvd", "other_measure": "cn-au-wine-ad", "first_on": "2021-03-28", "unsourced": true}'`,
    DutyRuleBody,
    (tracker, context, id, body) => {
      if (body.measure !== id) throw new UsageError(`"${body.measure}" in the body is not the measure "${id}" that is named`);
      return recordDutyRule(tracker, context, body);
    },
  );
}
