import { describe, expect, it } from 'vitest';
import { HOSTILE } from '../../../tests/support/sample-result.ts';
import {
  buildHangs,
  hostileWorkflow,
  nothingDriven,
  plainRun,
  sweepRun,
  unknownStep,
  WORKFLOW_FACTS,
  WORKFLOW_SAMPLES,
  waivedRun,
} from '../../../tests/support/sample-workflow.ts';
import type { DriveOutcome } from '../../workflow/drive/outcome.ts';
import { renderMarkdown } from './markdown.ts';
import { buildWorkflow } from './result.ts';

const render = (outcome: DriveOutcome): string =>
  renderMarkdown(buildWorkflow(outcome, WORKFLOW_FACTS), { dir: 'out', title: 'local', color: false });

/** Text without its code spans, where mark-up would work. */
const outside = (text: string): string => text.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');

describe('Markdown of a workflow run', () => {
  it.each(Object.entries(WORKFLOW_SAMPLES))(
    'of %s fits into a comment, with tables that hold',
    (_name, make) => {
      const text = render(make());
      expect(text.length).toBeLessThan(65_536);
      for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
        expect(line.replace(/\\\|/g, '').split('|')).toHaveLength(7);
      }
    },
  );

  it('says the verdict, then what is wrong, every step, what is left', () => {
    const text = render(buildHangs());
    const order = [
      '## ✗ FAILED: `step 8, “koji builds and announces it”, ran out of time after 30 min at koji`',
      '### ✗ step 8, `koji builds and announces it`: timeout',
      '- see: `https://koji.example/koji/taskinfo?taskID=91020011`',
      '- read on: `docs/systems/koji.md`',
      '| 7 | `submit the build to koji` | ✓ ok | 95 ms (60 s) | `task 91020011` |',
      '| 8 | `koji builds and announces it` | ✗ TIMED OUT | 30 min (30 min) | ',
      '| 9–20 | `tags, update, pending and 9 more` | – skipped |  | `not reached: step 8, koji builds and announces it, failed` |',
      '### Left behind',
      '- `koji task 91020011`: `koji refused to cancel it: fault 1001 "not yours"`',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('has only what there is', () => {
    expect(render(plainRun())).not.toMatch(/^###.*(?:✗|\?|Swept)/m);
    expect(render(nothingDriven())).not.toContain('|');
    expect(render(waivedRun())).toContain('| 13 | `CI runs` | ✓ test failed | 93 s (20 min) |');
    expect(render(unknownStep())).toContain('> `2 log lines could not be read`');
    expect(render(sweepRun())).toContain('- `side tag f46-build-side-1041`: `gone`');
    expect(render(sweepRun())).toContain(
      '- `update FEDORA-2026-00000000aa`: `still there: bodhi refused: 403`',
    );
  });

  it('keeps text from outside in code spans', () => {
    const text = render(hostileWorkflow());
    expect(text).toContain(HOSTILE.slice(0, 34));
    expect(outside(text)).not.toMatch(/@someone|#123|<img|<script|\]\(/);
  });
});
