import { configureGlobal } from 'fast-check';

// For each of some thousand changes of the rules: a property is tried so many milliseconds, and what it finds is not made smaller.
configureGlobal({ endOnFailure: true, interruptAfterTimeLimit: 100 });
