import { describe, expect, it } from 'vitest';
import { type Announceable, announcementOf } from '../../src/domain/announcement.ts';

const PUBLISHED: Readonly<Record<string, string | undefined>> = { early: '2024-02', late: '2024-03-05', latest: '2024' };
const told = (entry: Partial<Announceable>): string | null =>
  announcementOf({ announced_on: null, sources: [], first_on: null, ...entry }, (source) => PUBLISHED[source] ?? null);

describe('the day by which an entry was announced', () => {
  it('is the day that it gives, whatever it cites', () => {
    expect(told({ announced_on: '2024-06-01', sources: ['early'], first_on: '2024-01-01' })).toBe('2024-06-01');
  });

  it('is else the earliest publication that it cites', () => {
    expect(told({ sources: ['late', 'early', 'latest'], first_on: '2024-01-01' })).toBe('2024-02-29');
    expect(told({ sources: ['late', 'latest'] })).toBe('2024-03-05');
  });

  it('is else the first day that it speaks of, where nothing that it cites says when it came out', () => {
    expect(told({ sources: ['undated'], first_on: '2024-01-07' })).toBe('2024-01-07');
    expect(told({ first_on: '2024-01-07' })).toBe('2024-01-07');
    expect(told({ sources: ['undated'] })).toBeNull();
  });

  it('of a month or a year is its last day, by which it was certainly told', () => {
    expect(told({ announced_on: '2024-06' })).toBe('2024-06-30');
    expect(told({ first_on: '2024' })).toBe('2024-12-31');
    expect(told({ sources: ['latest'] })).toBe('2024-12-31');
  });

  it('is not before a day on which nobody can have said it', () => {
    expect(told({ sources: ['late'], not_before: '2024-05-01' })).toBe('2024-05-01');
    expect(told({ sources: ['late'], not_before: '2024-01-01' })).toBe('2024-03-05');
    expect(told({ not_before: '2024-05-01' })).toBeNull();
  });

  it('of what happened on a day is told by no source from before that day', () => {
    expect(told({ sources: ['early', 'late'], happened_on: '2024-03-01', first_on: '2024-03-01' })).toBe('2024-03-05');
    expect(told({ sources: ['early', 'late'], happened_on: '2024-02-10', first_on: '2024-02-10' })).toBe('2024-02-29');
    expect(told({ sources: ['early', 'late'], happened_on: '2024-04', first_on: '2024-04' })).toBe('2024-04-30');
    expect(told({ sources: ['early'], happened_on: '2024-05-01', first_on: '2024-05-01', announced_on: '2024-04-20' })).toBe('2024-04-20');
  });
});
