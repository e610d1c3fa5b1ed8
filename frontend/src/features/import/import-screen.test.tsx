import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Import, ImportRow } from './api';
import { ImportScreen } from './import-screen';

const NONE = { new: 0, more: 0, known: 0, refused: 0, gone: 0, stays: 0 };

const ROW: ImportRow = {
  id: 3,
  source: 'zendesk',
  account: '',
  state: 'read',
  name: 'export.zip',
  size: 1024,
  has_file: true,
  brand: { id: 1, name: 'Halyard' },
  made_by: { id: 1, name: 'Ada' },
  created_at: '2020-02-03T08:00:00Z',
  started_at: null,
  finished_at: null,
  tickets: 48_200,
  error: '',
};

const found = (given: Partial<Import> = {}): Import => ({
  ...ROW,
  version: 2,
  step: '',
  kinds: [{ kind: 'ticket', found: 48_200, check: NONE, run: NONE, undo: NONE }],
  reasons: [],
  mapping: [
    { kind: 'status', theirs: 'hold', name: 'hold', count: 7, ours: 'on_hold', why: 'usual' },
    { kind: 'agent', theirs: '901', name: 'Ines', count: 4, ours: '', why: 'unknown' },
  ],
  choices: [
    { kind: 'status', value: 'open', name: '' },
    { kind: 'status', value: 'on_hold', name: '' },
    { kind: 'agent', value: '7', name: 'Ines Duarte' },
  ],
  agents_asking: 0,
  by_year: [],
  records: [],
  samples: [],
  ...given,
});

async function show(search: { import?: number } = {}, verbs: string[] = ['import.run']): Promise<object[]> {
  const opened: object[] = [];
  server.use(answer('/me', 'get', { ...ME, verbs }), answer('/imports', 'get', page([ROW])));
  await renderRouted(() => (
    <>
      <ImportScreen search={search} onSearch={(next) => opened.push(next)} />
      <Toaster />
    </>
  ));
  return opened;
}

describe('imports', () => {
  it('lists those so far and opens one', async () => {
    const opened = await show();
    await userEvent.click(await screen.findByRole('button', { name: /Zendesk/ }));
    expect(screen.getByText('48,200')).toBeInTheDocument();
    expect(opened).toEqual([{ import: 3 }]);
  });

  it('asks for a file before it sends one, and opens what it made', async () => {
    const opened = await show();
    const send = await screen.findByRole('button', { name: 'Upload and read' });
    await userEvent.click(send);
    expect(screen.getByText('Choose a file first.')).toBeInTheDocument();
    let form: FormData | null = null;
    server.use(
      answer('/imports', 'post', async ({ request }) => {
        form = await request.formData();
        return found({ state: 'reading' });
      }),
    );
    await userEvent.upload(screen.getByLabelText('Export'), new File(['{}'], 'tickets.json'));
    await userEvent.click(send);
    await screen.findByText('Uploaded. It is being read.');
    expect((form as unknown as FormData).get('source')).toBe('zendesk');
    expect(opened).toEqual([{ import: 3 }]);
  });

  it('says that imports are for admins', async () => {
    await show({}, []);
    expect(await screen.findByText('Imports are for admins')).toBeInTheDocument();
  });

  it('sends what was chosen of the mapping, and only that', async () => {
    let sent: unknown = null;
    server.use(
      answer('/imports/{import_id}', 'get', found()),
      answer('/imports/{import_id}/mapping', 'put', ({ body }) => {
        sent = body;
        return found({ version: 3 });
      }),
    );
    await show({ import: 3 });
    await userEvent.selectOptions(await screen.findByLabelText('What Ines becomes'), 'Ines Duarte');
    expect(screen.getByText('Chosen')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    await screen.findByText('Mapping saved');
    expect(sent).toEqual({ version: 2, choices: [{ kind: 'agent', theirs: '901', ours: '7' }] });
  });

  it('shows what would not come by reason, and its records', async () => {
    const check = { ...NONE, new: 48_184, refused: 16 };
    server.use(
      answer('/imports/{import_id}', 'get', found({ state: 'checked', kinds: [{ kind: 'ticket', found: 48_200, check, run: NONE, undo: NONE }], reasons: [{ phase: 'check', kind: 'ticket', code: 'spam', count: 16 }] })),
      answer('/imports/{import_id}/issues', 'get', page([{ id: 1, phase: 'check', kind: 'ticket', external_id: '10233', code: 'spam', file: 'tickets.json', line: 12, detail: '' }])),
    );
    await show({ import: 3 });
    await userEvent.click(await screen.findByRole('button', { name: /16 Tickets: was spam there/ }));
    expect(await screen.findByText('10233')).toBeInTheDocument();
    expect(screen.getByText('tickets.json, line 12')).toBeInTheDocument();
    expect(within(screen.getByRole('row', { name: /Tickets 48,200/ })).getByText('48,184')).toBeInTheDocument();
  });

  it('says what a newer export changes before it does', async () => {
    const check = { ...NONE, new: 1, more: 2, known: 5 };
    server.use(
      answer('/imports/{import_id}', 'get', found({
        state: 'checked',
        kinds: [{ kind: 'ticket', found: 8, check, run: NONE, undo: NONE }],
        reasons: [
          { phase: 'check', kind: 'ticket', code: 'reopened', count: 2 },
          { phase: 'read', kind: 'message', code: 'draft', count: 1 },
        ],
      })),
      answer('/imports/{import_id}/issues', 'get', page([
        { id: 1, phase: 'read', kind: 'message', external_id: 'a'.repeat(40), code: 'draft', file: 'box.mbox', line: 3, detail: '2024-03-01 Re: Exports' },
      ])),
    );
    await show({ import: 3 });
    expect(await screen.findByRole('row', { name: 'Tickets 8 1 2 5 0' })).toBeInTheDocument();
    const changes = screen.getByRole('region', { name: 'What changes in tickets that are here' });
    expect(within(changes).getByRole('button', { name: '2 Tickets: is open again there' })).toBeInTheDocument();
    expect(within(changes).queryByText(/draft/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: '1 Messages and notes: was a draft there' }));
    expect(await screen.findByText('2024-03-01 Re: Exports')).toBeInTheDocument();
    expect(screen.queryByText('a'.repeat(40))).toBeNull();
  });

  it('tells agents of the export from its customers, and what became of each', async () => {
    const people = { check: NONE, run: NONE, undo: NONE };
    server.use(
      answer('/imports/{import_id}', 'get', found({
        state: 'checked',
        agents_asking: 1,
        kinds: [
          { ...people, kind: 'agent', found: 3, check: { ...NONE, known: 2, refused: 1 } },
          { ...people, kind: 'contact', found: 4, check: { ...NONE, new: 2, known: 1, refused: 1 } },
        ],
      })),
    );
    await show({ import: 3 });
    expect(await screen.findByText('7 people in the export: 3 agents (2 here, 1 not), 4 customers. 1 agent asked for something too and counts as a customer.')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: 'Agents 3 0 0 2 1' })).toBeInTheDocument();
    expect(screen.getByRole('row', { name: 'Customers (contacts) 4 2 0 1 1' })).toBeInTheDocument();
  });

  it('starts only when that is meant, and says why it did not start', async () => {
    const steps: unknown[] = [];
    server.use(
      answer('/imports/{import_id}', 'get', found({ state: 'checked' })),
      answer('/imports/{import_id}/steps', 'post', ({ body }) => {
        steps.push(body);
        return refusal(409, { detail: 'The file is gone.' });
      }),
    );
    await show({ import: 3 });
    await userEvent.click(await screen.findByRole('button', { name: 'Start the import' }));
    const dialog = await screen.findByRole('alertdialog');
    expect(steps).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Start the import' }));
    expect(await screen.findByText(/The file is gone/)).toBeInTheDocument();
    expect(steps).toEqual([{ step: 'run' }]);
  });

  it('tells how far a run is, and offers to stop it', async () => {
    const run = { ...NONE, new: 12_480 };
    server.use(answer('/imports/{import_id}', 'get', found({ state: 'running', step: 'ticket', started_at: ROW.created_at, kinds: [{ kind: 'ticket', found: 48_200, check: NONE, run, undo: NONE }] })));
    await show({ import: 3 });
    expect(await screen.findByRole('progressbar')).toHaveAttribute('value', '12480');
    expect(screen.getByText('Tickets: 12,480 of 48,200')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Stop' })).toBeInTheDocument();
    expect(screen.getByLabelText('What hold becomes')).toBeDisabled();
  });

  it('compares both sides at the end', async () => {
    server.use(
      answer('/imports/{import_id}', 'get', found({
        state: 'done', started_at: ROW.created_at,
        by_year: [{ name: '2024 open', theirs: 2, ours: 1 }],
        records: [{ name: 'ticket', theirs: 2, ours: 2 }, { name: 'message', theirs: 9, ours: 8 }],
        samples: [
          { key: '1001', name: '1001', ticket: 7, theirs: 3, ours: 3, differing: 0 },
          { key: 'c0ffee', name: '2024-03-01 Exports fail', ticket: null, theirs: 1, ours: 1, differing: 0 },
        ],
      })),
    );
    await show({ import: 3 });
    expect(await screen.findByText('1 line differs.')).toBeInTheDocument();
    expect(screen.getByText('1001 there: 3 messages, word for word the same')).toBeInTheDocument();
    expect(screen.getByText('Tickets in the export, counted apart: 2, all read')).toBeInTheDocument();
    expect(screen.getByText(/Messages and notes in the export, counted apart: 9, read 8\./)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '#7' })).toHaveAttribute('href', '/inbox/7');
    // What is gone since has no link.
    expect(screen.getByText('2024-03-01 Exports fail there: 1 message, word for word the same')).toBeInTheDocument();
    expect(screen.getAllByRole('link', { name: /^#/ })).toHaveLength(1);
    expect(screen.getByRole('link', { name: 'Report as CSV' })).toBeInTheDocument();
  });
});
