import { json, type TwinReply } from '../../service.ts';

/** The sentences that pagure's API says for its codes. */
const SENTENCES = {
  EINVALIDTOK: 'Invalid or expired token. Please visit the settings page for a new one.',
  EINVALIDREQ: 'Invalid or incomplete input submitted',
  ENOPROJECT: 'Project not found',
  ENOREQ: 'Pull-Request not found',
  ENOPRCLOSE: 'You are not allowed to merge/close pull-request for this project',
  ENOTHIGHENOUGH: 'You do not have sufficient permissions to perform this action',
  EPRCONFLICTS: 'This pull-request conflicts and thus cannot be merged',
} as const;

/** Pagure's error: a sentence and a code, beside the status; for a form also what is wrong with which field. */
export function refusal(
  status: number,
  code: keyof typeof SENTENCES,
  errors?: string | Readonly<Record<string, readonly string[]>>,
): TwinReply {
  const more = errors === undefined ? {} : { errors };
  return json({ error: SENTENCES[code], error_code: code, ...more }, status);
}

/** Pagure's error for what it has no code for. */
export function plainRefusal(status: number, error: string): TwinReply {
  return json({ error, error_code: 'ENOCODE' }, status);
}
