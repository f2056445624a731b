import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listening } from '../../tests/support/listening.ts';
import { k6Run } from '../../tests/support/k6.ts';
