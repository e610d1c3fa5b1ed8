import { screen } from '@testing-library/react';
import Link from 'lucide-react/icons/link';
import { describe, expect, it } from 'vitest';

import type { FeatureTicketSlots } from '@/shared/slots';

import { changeEntry, entry, ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import type { Entry } from '../types';
import { Step } from './step';

/** An entry as a server of any version may send it. */
const sent = (kind: string, payload: object = {}, body_text = ''): Entry =>
  entry(991, { kind: kind as 'ai', payload: payload as never, body_text, author: { kind: 'system', id: null, name: '' } });

const show = (shown: Entry, ...others: FeatureTicketSlots[]) => renderInTicket(<Step entry={shown} />, ticket(), {}, others);

const UNKNOWN = /^Something happened that this screen cannot show yet/;

describe('Step', () => {
  it.each([
    ['ai', { step: 'triage' }, 'The assistant read the message'],
    ['ai', { step: 'dreamed' }, 'Step of the assistant'],
    ['sla', { step: 'breach' }, 'A deadline was missed'],
    ['sla', { step: 'breach', clock: 'next_reply' }, 'Next reply missed its target'],
    ['sla', { step: 'moved' }, 'Service level'],
    ['routing', { step: 'routed', reasons: [] }, 'Routed'],
    ['routing', { step: 'routed', reasons: [{ label: 'Rule', detail: 'Exports' }] }, 'Routed: Rule: Exports'],
    ['routing', { step: 'routed', reasons: [], message: { code: 'routed', params: { team: 'Pipelines', tier: 'T2', priority: 'P2' } } }, 'Routed to Pipelines, T2, P2.'],
    [
      'routing',
      {
        step: 'escalated',
        reasons: [
          { label: 'Escalated', detail: 'In words of the server', message: { code: 'clock_used', params: { clock: 'first_reply', fraction: 0.75 } } },
          { label: 'Told', detail: 'Sofia Brandt', message: null },
        ],
      },
      'Escalated: First reply has used 75% of its time. Told: Sofia Brandt',
    ],
    ['integration', { step: 'paid' }, 'Integration'],
    ['rating', { score: 4, comment: 'Fast' }, 'Somebody gave 4 of 5 Fast'],
    ['rating', { score: 7, comment: '', kind: 'ces' }, 'Somebody gave 7 of 7 for how easy it was'],
    ['rating', { score: 0, comment: '', kind: 'nps' }, 'Somebody gave 0 of 10 for recommending us'],
  ])('names an entry of kind %s with %j: %s', (kind, payload, words) => {
    const { container } = show(sent(kind, payload));
    expect(container.querySelector('.step-text')).toHaveTextContent(words);
  });

  it('says who changed what', () => {
    show(changeEntry(991, { status: ['open', 'pending'] }));
    expect(screen.getByText(/^Maya Okafor: status from Open to/)).toBeVisible();
  });

  it.each([
    [{ is_deleted: [false, true] }, 'moved to the trash'],
    [{ is_deleted: [true, false] }, 'restored from the trash'],
    [{ is_spam: [false, true] }, 'marked as spam'],
    [{ is_spam: [true, false] }, 'not spam any more'],
  ] satisfies [Record<string, [unknown, unknown]>, string][])('says of %j: %s', (changes, words) => {
    show(changeEntry(991, changes));
    expect(screen.getByText(`Maya Okafor: ${words}`)).toBeVisible();
  });

  it('says of a kind that nobody declared that it is not known, and does not ascribe it to the assistant', () => {
    const { container } = show(sent('payment', { step: 'refunded' }));
    expect(screen.getByText(UNKNOWN)).toHaveTextContent('payment');
    expect(container.querySelector('.node.ain')).not.toBeInTheDocument();
  });

  it('prefers the words of the entry to the name of its kind, known or not', () => {
    show(sent('payment', {}, 'Invoice 12 was paid'));
    show(sent('ai', { step: 'triage' }, 'Read by an older engine'));
    expect(screen.getByText('Invoice 12 was paid')).toBeVisible();
    expect(screen.getByText('Read by an older engine')).toBeVisible();
    expect(screen.queryByText(UNKNOWN)).not.toBeInTheDocument();
  });

  it('shows the steps that other features declare, the more exact declaration first', () => {
    const linked = { id: 'linear', kind: 'integration', step: 'linked', icon: Link, labelKey: 'Linked to an issue' };
    const paid = { id: 'paid', kind: 'payment', icon: Link, labelKey: 'Paid', text: () => <b>Paid in full</b> };
    show(sent('integration', { step: 'linked' }), { steps: [linked] });
    show(sent('payment'), { steps: [paid] });
    expect(screen.getByText('Linked to an issue')).toBeVisible();
    expect(screen.getByText('Paid in full')).toBeVisible();
  });
});
