import { useMutation, useQueryClient } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useMe, useUsers } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { announce, Button, Field, Icon, IconButton, SelectField, toastFailure, useReason, useReasonOf } from '@/shared/ui';
import { ACCEPTED, KINDS, SCHEDULES, sourcesApi, sourcesQuery, type NewKind, type NewSource } from './api';
import { FilesField } from './files-field';
import { linesOf } from './lines';
import { PathsField } from './paths-field';
import { PreviewSection } from './preview-section';
import { hostOf } from './sources-table';

export interface AddSourceProps {
  kind: NewKind;
  onKind: (kind: NewKind) => void;
  onAdded: (id: number) => void;
  onClose: () => void;
}

interface Draft {
  name: string;
  owner: string;
  schedule: NonNullable<NewSource['schedule']>;
  address: string;
  include: string;
  exclude: string;
  files: File[];
}

const EMPTY: Draft = { name: '', owner: '', schedule: 'nightly', address: '', include: '', exclude: '', files: [] };

/** A new source: what it is, a first look at it, and who looks after it. */
export function AddSource({ kind, onKind, onAdded, onClose }: AddSourceProps) {
  const { t } = useTranslation('kb-sources');
  const [draft, setDraft] = useState(EMPTY);
  const isAdded = useRef(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useShortcuts(t('add.title'), [{ keys: 'escape', label: t('close'), run: onClose }]);
  const set = (change: Partial<Draft>): void => setDraft((old) => ({ ...old, ...change }));
  const { add, errorOf } = useAdd(kind, draft, (id) => {
    isAdded.current = true;
    onAdded(id);
  });
  const changeKind = (next: NewKind): void => {
    // What was refused for one kind says nothing of another.
    add.reset();
    onKind(next);
  };
  const isChanged = draft.address !== '' || draft.name !== '' || draft.files.length > 0;
  const missing = kind === 'website' ? (draft.address.trim() ? null : t('add.missingAddress')) : draft.name.trim() ? null : t('add.missingName');
  return (
    <aside className="ks-panel" aria-label={t('add.title')}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {t('add.title')}
        </h2>
        <span className="sp" />
        <IconButton label={t('close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <div className="scroll">
        <div className="ks-part form-grid">
          <SelectField label={t('field.kind')} value={kind} options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} hint={t(`kindHint.${kind}`)} onChange={changeKind} />
          {kind === 'website' ? <WebsiteFields draft={draft} set={set} errorOf={errorOf} /> : null}
          <Common kind={kind} draft={draft} set={set} errorOf={errorOf} />
          {kind in ACCEPTED ? <FilesField kind={kind} files={draft.files} onFiles={(files) => set({ files })} /> : null}
          <p className="hint">{t('add.staffFirst')}</p>
          <Fault error={add.error} />
        </div>
        {kind === 'website' ? (
          <PreviewSection web={{ address: draft.address.trim(), include: linesOf(draft.include), exclude: linesOf(draft.exclude) }} />
        ) : null}
      </div>
      <footer>
        <div className="row">
          <Button variant="primary" unavailable={missing} busy={add.isPending ? t('doing') : null} onClick={() => add.mutate()}>
            {t(kind === 'website' ? 'add.andRead' : 'add.do')}
          </Button>
          <span className="sp" />
          <Button variant="ghost" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
        <p className="t3 f11">{t('add.cost')}</p>
      </footer>
      <LeaveGuard isChanged={isChanged} holds={['add']} isLeaving={isAdded} />
    </aside>
  );
}

type ErrorOf = (name: string) => string | null;

function useAdd(kind: NewKind, draft: Draft, onAdded: (id: number) => void) {
  const { t, i18n } = useTranslation('kb-sources');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const add = useMutation({
    mutationFn: () =>
      sourcesApi.create({
        name: draft.name.trim() || hostOf(draft.address.includes('://') ? draft.address.trim() : `https://${draft.address.trim()}`),
        kind,
        ...(draft.owner ? { owner_id: Number(draft.owner) } : {}),
        ...(kind === 'website' || kind === 'tickets' ? { schedule: draft.schedule } : {}),
        ...(kind === 'website' ? { web: { address: draft.address.trim(), include: linesOf(draft.include), exclude: linesOf(draft.exclude) } } : {}),
      }),
    onSuccess: async (source) => {
      // The source is there, also when its files do not get through: they can be given again in its panel.
      if (draft.files.length > 0 && kind in ACCEPTED) {
        try {
          const { results } = await sourcesApi.upload(source.id, draft.files);
          const refused = results.filter(({ outcome }) => outcome === 'refused').map(({ name }) => name);
          if (refused.length > 0) toastFailure(t('files.refusedOf', { count: refused.length, names: new Intl.ListFormat(i18n.language).format(refused) }));
        } catch (error) {
          toastFailure(t('files.notSent', { reason: reasonOf(error) }));
        }
      }
      announce(t('added', { name: source.name }));
      await client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      onAdded(source.id);
    },
  });
  const errors = isProblem(add.error) ? add.error.errors : {};
  const errorOf: ErrorOf = (name) => errors[name]?.join(' ') ?? errors[`web.${name}`]?.join(' ') ?? null;
  return { add, errorOf };
}

interface FieldsProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  errorOf: ErrorOf;
}

function WebsiteFields({ draft, set, errorOf }: FieldsProps): ReactNode {
  const { t } = useTranslation('kb-sources');
  return (
    <>
      <Field
        label={t('field.address')}
        type="url"
        placeholder="https://docs.example.com/"
        value={draft.address}
        hint={t('addressHint')}
        error={errorOf('address')}
        onChange={(event) => set({ address: event.target.value })}
      />
      <PathsField label={t('field.include')} hint={t('includeHint')} value={draft.include} error={errorOf('include') ?? undefined} onChange={(include) => set({ include })} />
      <PathsField label={t('field.exclude')} hint={t('excludeHint')} value={draft.exclude} error={errorOf('exclude') ?? undefined} onChange={(exclude) => set({ exclude })} />
    </>
  );
}

function Common({ kind, draft, set, errorOf }: FieldsProps & { kind: NewKind }): ReactNode {
  const { t } = useTranslation('kb-sources');
  const me = useMe();
  const users = useUsers();
  return (
    <>
      <Field
        label={t('field.name')}
        value={draft.name}
        hint={kind === 'website' ? t('nameHint') : undefined}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="form-pair">
        <SelectField
          label={t('column.owner')}
          value={draft.owner || String(me?.id ?? '')}
          error={errorOf('owner_id')}
          options={users.map((user) => ({ value: String(user.id), label: user.name }))}
          onChange={(owner) => set({ owner })}
        />
        {kind === 'website' || kind === 'tickets' ? (
          <SelectField
            label={t('field.schedule')}
            value={draft.schedule}
            options={SCHEDULES.map((value) => ({ value, label: t(`schedule.${value}`) }))}
            onChange={(schedule) => set({ schedule })}
          />
        ) : null}
      </div>
    </>
  );
}

function Fault({ error }: { error: unknown }) {
  const reason = useReason(error);
  return <div role="alert">{error ? <p className="notice bad">{reason}</p> : null}</div>;
}
