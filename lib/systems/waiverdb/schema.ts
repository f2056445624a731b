import { boolean, filled, filledText, nullable, number, object, string } from '../../protocols/shape.ts';
import { utcTime } from '../../protocols/time.ts';

/** `GET /api/v1.0/about`. */
export const about = object({ version: filledText });

/** One waiver, as the list and the message `waiverdb.waiver.new` hold it. */
export const waiver = object({
  id: number,
  subject_type: string,
  subject_identifier: string,
  testcase: string,
  product_version: string,
  waived: boolean,
  username: string,
  timestamp: utcTime,
});

/** `GET /api/v1.0/waivers/`: Fedora has had waivers since 2017, so an empty list is a wrong answer. */
export const waiverPage = object({ data: filled(waiver), next: nullable(string) });
