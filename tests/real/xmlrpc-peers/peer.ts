import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Message, Reading } from './tagged.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), 'peer.py');
/** So long may a batch take; what takes longer hangs. */
const PATIENCE_MS = 60_000;

/** `stdlib` is Python's own client, `koji` the official one of koji. */
export type PeerName = 'stdlib' | 'koji';

/** A Python process that reads and writes documents. */
export class Peer {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor(
    readonly name: PeerName,
    python: string,
  ) {
    this.process = spawn(python, [script, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async read(documents: readonly string[]): Promise<readonly Reading[]> {
    return JSON.parse(await this.ask({ read: documents }));
  }

  async write(messages: readonly Message[]): Promise<readonly string[]> {
    return JSON.parse(await this.ask({ write: messages }));
  }

  stop(): void {
    this.process.kill();
  }

  private async ask(batch: unknown): Promise<string> {
    this.process.stdin.write(`${JSON.stringify(batch)}\n`);
    const timer = setTimeout(() => this.process.kill(), PATIENCE_MS);
    const { value, done } = await this.lines.next();
    clearTimeout(timer);
    if (done === true) throw new Error(`the peer ${this.name} ended, or took more than ${PATIENCE_MS} ms`);
    return value;
  }
}
