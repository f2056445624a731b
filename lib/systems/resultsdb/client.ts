import { askJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { list, nullable, object, type Shape, type Shaped, string } from '../../protocols/shape.ts';
import { result } from './schema.ts';

const link = object({ ref_url: nullable(string) });
const linked: Shape<Shaped<typeof result> & Shaped<typeof link>> = (value, path) => ({
  ...result(value, path),
  ...link(value, path),
});

/** A result with the page of the run that it comes from. */
export type LinkedResult = Shaped<typeof linked>;

const page = object({ data: list(linked), next: nullable(string) });

const ROWS = 200;

/** Results as far as they were read. */
export interface Results {
  readonly results: readonly LinkedResult[];
  /** False if there were more pages than may be read. */
  readonly whole: boolean;
}

/** Every result of these items, newest first, at most `pages` pages of 200. */
export async function resultsOf(
  context: ProbeContext,
  items: readonly string[],
  pages: number,
): Promise<Results> {
  const wanted = items.map(encodeURIComponent).join(',');
  const results: LinkedResult[] = [];
  for (let at = 0; at < pages; at++) {
    const url = `${context.address('resultsdb')}/api/v2.0/results?item=${wanted}&limit=${ROWS}&page=${at}`;
    const { data, response } = await askJson(context, url, page);
    const stranger = data.data.find(({ data: of }) => !items.includes(of.item?.[0] ?? ''));
    if (stranger !== undefined) {
      throw wrongAnswer(
        `result ${stranger.id} is of none of the items asked for`,
        response.text,
        response.url,
      );
    }
    results.push(...data.data);
    if (data.next === null) return { results, whole: true };
  }
  return { results, whole: false };
}

/** The page of a result, for people. */
export function resultUrl(context: Pick<ProbeContext, 'address'>, id: number): string {
  return `${context.address('resultsdb')}/results/${id}`;
}
