import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { FormSection, toast } from '@/shared/ui';
import { importApi, IMPORTS, isBusy, type Choice, type Import, type MappingRow } from './api';
import { useWords } from './words';

const KINDS: readonly MappingRow['kind'][] = ['status', 'priority', 'type', 'group', 'agent', 'field', 'brand', 'tag'];
const keyOf = ({ kind, theirs }: Pick<MappingRow, 'kind' | 'theirs'>): string => `${kind} ${theirs}`;

/** What their values become here, each with the reason why that is proposed. */
export function MappingForm({ found }: { found: Import }) {
  const { t } = useTranslation('import');
  const client = useQueryClient();
  const saved = useMemo(() => Object.fromEntries(found.mapping.map((row) => [keyOf(row), row.ours])), [found.mapping]);
  const form = useForm<Record<string, string>, Import>({
    saved,
    faultsOf: () => ({}),
    send: (values, changed) =>
      importApi.map(
        found.id,
        found.version,
        found.mapping.filter((row) => changed.includes(keyOf(row))).map((row) => ({ kind: row.kind, theirs: row.theirs, ours: values[keyOf(row)] ?? '' })),
      ),
    onSaved: (answer) => {
      client.setQueryData([...IMPORTS, found.id], answer);
      toast(t('mapping.saved'));
    },
  });
  if (found.mapping.length === 0) return null;
  const isLocked = isBusy(found) || !found.has_file;
  return (
    <form
      ref={form.box}
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard isChanged={form.isChanged} />
      {KINDS.map((kind) => (
        <Part key={kind} kind={kind} found={found} values={form.values} isLocked={isLocked} onChange={(key, ours) => form.set({ [key]: ours })} />
      ))}
      <SaveFault title={t('mapping.failed')} error={form.fault} />
      {form.isChanged ? <SaveFoot form={form} /> : null}
    </form>
  );
}

interface PartProps {
  kind: MappingRow['kind'];
  found: Import;
  values: Record<string, string>;
  isLocked: boolean;
  onChange: (key: string, ours: string) => void;
}

function Part({ kind, found, values, isLocked, onChange }: PartProps) {
  const { t } = useTranslation('import');
  const words = useWords();
  const rows = found.mapping.filter((row) => row.kind === kind);
  if (rows.length === 0) return null;
  return (
    <FormSection title={t(`mapped.${kind}`)} hint={t(`mappedHint.${kind}`)} isWide>
      <table className="dt imt">
        <thead>
          <tr>
            <th scope="col">{t('column.theirs')}</th>
            <th scope="col" className="num">{t('column.used')}</th>
            <th scope="col">{t('column.ours')}</th>
            <th scope="col">{t('column.why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = keyOf(row);
            const ours = values[key] ?? row.ours;
            return (
              <tr key={key}>
                <th scope="row" dir="auto">{row.name}</th>
                <td className="num" data-label={t('column.used')}>{words.number(row.count)}</td>
                <td data-label={t('column.ours')}>
                  <Chooser row={row} ours={ours} choices={found.choices} isLocked={isLocked} onChange={(next) => onChange(key, next)} />
                </td>
                <td className="t2" data-label={t('column.why')}>{t(`why.${ours === row.ours ? row.why : 'chosen'}`)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </FormSection>
  );
}

interface ChooserProps {
  row: MappingRow;
  ours: string;
  choices: readonly Choice[];
  isLocked: boolean;
  onChange: (ours: string) => void;
}

function Chooser({ row, ours, choices, isLocked, onChange }: ChooserProps) {
  const { t } = useTranslation('import');
  const words = useWords();
  // A tag stays itself, or goes.
  const own = row.kind === 'tag' ? [{ value: row.theirs, name: row.theirs }] : choices.filter(({ kind }) => kind === row.kind);
  const options = own.map(({ value, name }) => ({ value, label: name || words.ours(row.kind, value) }));
  const all = row.kind === 'priority' ? options : [{ value: '', label: words.ours(row.kind, '') }, ...options];
  return (
    <span className="field sm">
      <select aria-label={t('mapping.becomes', { name: row.name })} value={ours} disabled={isLocked} onChange={(event) => onChange(event.target.value)}>
        {all.some(({ value }) => value === ours) ? null : <option value={ours}>{ours}</option>}
        {all.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </span>
  );
}
