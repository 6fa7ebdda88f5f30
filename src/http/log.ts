/** Where the server writes what happens: one line of JSON each, on stderr unless told otherwise. */
export interface Log {
  error(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  debug(message: string, fields?: object): void;
}

const LEVELS = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** A log that leaves out what is below its level. */
export function createLog(level: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const at =
    (own: LogLevel) =>
    (message: string, fields: object = {}): void => {
      if (LEVELS.indexOf(own) <= LEVELS.indexOf(level))
        write(`${JSON.stringify({ at: new Date().toISOString(), level: own, message, ...fields })}\n`);
    };
  return { error: at('error'), info: at('info'), debug: at('debug') };
}
