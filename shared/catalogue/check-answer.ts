import { type Schema, Validator } from '@cfworker/json-schema';

/** Why an answer is not what the schema asks for, or nothing. Not every server holds its models to one. */
export function findAnswerProblem(schema: Record<string, unknown>, answer: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(answer);
  } catch {
    return 'no JSON';
  }
  // The row of the model holds a JSON Schema there; the library has a type of its own for them.
  const { valid, errors } = new Validator(schema as Schema, '2020-12').validate(json);
  return valid ? undefined : (errors.at(-1)?.error ?? 'no fit');
}
