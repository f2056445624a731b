import { type CallId, isCall } from '../../thresholds/calls.ts';
import type { LoadReply } from '../k6/ports.ts';
import type { LoadRequest } from './calls/request.ts';
import type { Duty } from './setup.ts';

/** What a virtual user needs of k6; `lib/scenario/load.ts` binds it. `P` is what the engine wants with a request. */
export interface Wire<P> {
  readonly paramsOf: (call: CallId) => P;
  /** What there is to ask a call for; not empty. */
  readonly requestsOf: (call: CallId) => readonly LoadRequest[];
  readonly send: (request: LoadRequest, params: P) => LoadReply;
  readonly record: (call: CallId, reply: LoadReply, right: boolean) => void;
  readonly recordLate: (isLate: boolean, together: boolean) => void;
  /** Name of the window that this moment belongs to. */
  readonly window: () => string;
  readonly log: (line: string) => void;
  /** A climb has come to its last step: for k6 alone, whose rules no step below broke, that is unknown. */
  readonly atTop: () => void;
}

/** A call, made ready when it is first due: the same objects again and again, as a fresh one costs as much as a sample. */
interface Ready<P> {
  readonly call: CallId;
  readonly limit: number;
  readonly params: P;
  readonly requests: readonly LoadRequest[];
  /** Of its requests, the next; each call has its own turn, as a common one would skip some. */
  turn: number;
}

/**
 * One virtual user: makes the calls one after the other in the order of the mix. The order is the same for all; each
 * begins elsewhere in it, at `start`.
 */
export class User<P> {
  private readonly ready: (Ready<P> | undefined)[] = [];
  private next: number;
  private silent = false;
  private topped = false;

  constructor(
    private readonly duty: Duty,
    private readonly wire: Wire<P>,
    private readonly start: number,
  ) {
    if (duty.order.length === 0) throw new Error('no call to make');
    this.next = start % duty.order.length;
  }

  /** Makes the next call and writes what became of it. */
  ask(): void {
    const one = this.due();
    const request = one.requests[one.turn++ % one.requests.length];
    if (request === undefined) throw new Error(`${one.call} has nothing to ask for`);
    const reply = this.wire.send(request, one.params);
    const { status } = reply;
    const wrong = status === 200 ? whyWrong(request, reply) : whyNone(status, reply);
    this.wire.record(one.call, reply, wrong === null);
    if (wrong === null) this.judgeLate(one, reply);
    else this.tell(one.call, wrong);
  }

  private due(): Ready<P> {
    const { order, calls } = this.duty;
    const place = order[this.next] ?? 0;
    if (++this.next === order.length) this.next = 0;
    const known = this.ready[place];
    if (known !== undefined) return known;
    const given = calls[place];
    if (given === undefined || !isCall(given.call)) throw new Error(`no call at ${place}`);
    const { call, limit } = given;
    const made = {
      call,
      limit,
      params: this.wire.paramsOf(call),
      requests: this.wire.requestsOf(call),
      turn: this.start,
    };
    this.ready[place] = made;
    return made;
  }

  private judgeLate({ call, limit }: Ready<P>, reply: LoadReply): void {
    const { climbs, together, last } = this.duty;
    const window = climbs ? this.wire.window() : '';
    const joint = together[window]?.includes(call) === true;
    if (window === last && !this.topped) this.wire.atTop();
    this.topped ||= window === last;
    // A climb ends once most answers of a step are late, whichever they are.
    if (joint || climbs) this.wire.recordLate(reply.timings.duration > limit, joint);
  }

  /** One line a user: enough to know the reason, too few to flood a log. */
  private tell(call: CallId, wrong: string): void {
    if (!this.silent) this.wire.log(`${call} answered wrong: ${wrong}`);
    this.silent = true;
  }
}

/** A check that throws is our own fault, but no answer may pass for that. */
function whyWrong(request: LoadRequest, reply: LoadReply): string | null {
  try {
    return request.wrong(reply);
  } catch (thrown) {
    return `the check itself failed: ${String(thrown)}`;
  }
}

function whyNone(status: number, reply: LoadReply): string {
  return status === 0 ? reply.error : `status ${status}`;
}
