import { configureGlobal } from 'fast-check';
import { casesOf } from './thorough.ts';

/** So many cases are tried of a property that says no number. */
const USUAL = 100;

// The same cases for each change of the rules, so that it is the change that makes a difference; what is found is not made smaller.
configureGlobal({ seed: 20261127, endOnFailure: true, numRuns: casesOf(USUAL) });
