import { json, type TwinReply } from '../../service.ts';

/** One thing that bodhi refuses, as cornice reports it. */
export interface Complaint {
  readonly location: 'querystring' | 'url' | 'body';
  readonly name: string;
  readonly description: string;
}

export function complaint(location: Complaint['location'], name: string, description: string): Complaint {
  return { location, name, description };
}

export function refused(status: number, errors: readonly Complaint[]): TwinReply {
  return json({ status: 'error', errors }, status);
}
