import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Badge, Button, Loaded, SelectField, toast, useReason } from '@/shared/ui';
import { assistantApi, assistantKeys, versionQuery, versionsQuery, type Version } from './api';
import { DifferenceList } from './difference-list';
import { Frame } from './frame';
import { useDraft, type Editing } from './use-draft';

/** Every published version, what it changed, how runs under it ended, and the way back to it. */
export function VersionsScreen() {
  const { t } = useTranslation('assistant-settings');
  const may = useMay('assistant.read');
  const form = useDraft();
  const query = useQuery({ ...versionsQuery, enabled: may });
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Frame page="versions" form={form}>
      {(editing) => (
        <Loaded query={query} fault={t('versions.fault')}>
          {(rows) => (
            <>
              <p className="hint">{t('versions.hint')}</p>
              <ol className="as-rows" reversed>
                {rows.map((row) => (
                  <li key={row.version}>
                    <button type="button" className="as-row" aria-expanded={open === row.version} onClick={() => setOpen(open === row.version ? null : row.version)}>
                      <b className="med">{t('versions.number', { version: row.version })}</b>
                      {row.is_live ? <Badge tone="ok">{t('versions.isLive')}</Badge> : null}
                      <span dir="auto">{row.restored === null ? row.note : t('versions.restored', { version: row.restored })}</span>
                      <Outcomes row={row} />
                    </button>
                    {open === row.version ? <OneVersion row={row} rows={rows} editing={editing} /> : null}
                  </li>
                ))}
              </ol>
            </>
          )}
        </Loaded>
      )}
    </Frame>
  );
}

function Outcomes({ row }: { row: Version }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const { answered = 0, handed_over: handed = 0 } = row.outcomes;
  return (
    <span className="t3 f12" dir="auto">
      {t('versions.by', { who: row.by_name, at: absoluteTime(row.created_at, i18n.language) })}
      {answered + handed > 0 ? ` · ${t('versions.outcomes', { answered, handed })}` : ''}
    </span>
  );
}

function OneVersion({ row, rows, editing }: { row: Version; rows: readonly Version[]; editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const others = rows.filter(({ version }) => version !== row.version);
  // A live one is compared with the one before; an earlier one with what is live, which it would replace.
  const [since, setSince] = useState(row.is_live ? Math.max(row.version - 1, 1) : editing.live.version);
  const query = useQuery(versionQuery(row.version, since));
  const restore = useMutation({
    mutationFn: () => assistantApi.restore(row.version, editing.live.version),
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: assistantKeys.all });
      toast(t('published', { version }));
    },
  });
  const reason = useReason(restore.error);
  return (
    <div className="as-open">
      {others.length > 0 ? (
        <SelectField
          label={t('versions.since')}
          value={String(since)}
          options={others.map(({ version }) => ({ value: String(version), label: t('versions.number', { version }) }))}
          onChange={(value) => setSince(Number(value))}
        />
      ) : null}
      <Loaded query={query} fault={t('versions.fault')}>
        {({ differences }) => <DifferenceList differences={differences} />}
      </Loaded>
      {row.is_live || !editing.mayWrite ? null : (
        <Button busy={restore.isPending ? t('publishing') : null} onClick={() => restore.mutate()}>
          {t('versions.restore', { version: row.version })}
        </Button>
      )}
      <div role="alert">
        {restore.error ? (
          <p className="hint bad" dir="auto">
            <b>{t('notPublished')}</b> {reason}
          </p>
        ) : null}
      </div>
    </div>
  );
}
