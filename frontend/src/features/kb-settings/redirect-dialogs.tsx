import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useBrands } from '@/shared/directory';
import { Button, Dialog, Field, SelectField, toast, useReasonOf } from '@/shared/ui';
import { REDIRECTS, redirectsApi, type ImportedRow, type Redirect } from './api';

/** What a redirect begins with, and the one that is changed. */
export interface Wanted {
  path: string;
  brand?: string;
  row?: Redirect;
}

const faultOf = (error: unknown, name: string): string | null => (isProblem(error) ? (error.errors[name]?.join(' ') ?? null) : null);

function BrandField({ value, onChange }: { value: string; onChange: (slug: string) => void }) {
  const { t } = useTranslation('kb-settings');
  const brands = useBrands();
  if (brands.length < 2) return null;
  return (
    <SelectField
      label={t('redirects.brand')}
      value={value}
      options={[{ value: '', label: t('redirects.all') }, ...brands.map(({ slug, name }) => ({ value: slug, label: name }))]}
      onChange={onChange}
    />
  );
}

export function RedirectDialog({ wanted, onClose }: { wanted: Wanted; onClose: () => void }) {
  const { t } = useTranslation('kb-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { row } = wanted;
  const before = row?.url ?? '';
  const [path, setPath] = useState(wanted.path);
  const [target, setTarget] = useState(before);
  const [brand, setBrand] = useState(wanted.brand ?? '');
  const save = useMutation({
    mutationFn: () => (row ? redirectsApi.change(row, target) : redirectsApi.add({ brand: brand || null, path, target })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: REDIRECTS });
      toast(t('saved'));
      onClose();
    },
  });
  const onField = faultOf(save.error, 'path') ?? faultOf(save.error, 'target');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t(row ? 'redirects.changeTitle' : 'redirects.addTitle')}
      isChanged={path !== wanted.path || target !== before}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>{t('discard')}</Button>
          <Button
            variant="primary"
            busy={save.isPending ? t('saving') : null}
            unavailable={path.trim() && target.trim() ? null : t('redirects.incomplete')}
            onClick={() => save.mutate()}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <div className="form-grid">
        {save.error && !onField ? (
          <p className="bt" role="alert">
            {reasonOf(save.error)}
          </p>
        ) : null}
        {row ? null : <BrandField value={brand} onChange={setBrand} />}
        <Field
          label={t('redirects.path')}
          hint={t('redirects.pathHint')}
          value={path}
          readOnly={row !== undefined}
          maxLength={1000}
          dir="ltr"
          error={faultOf(save.error, 'path')}
          onChange={(event) => setPath(event.target.value)}
        />
        <Field
          label={t('redirects.target')}
          hint={t('redirects.targetHint')}
          value={target}
          maxLength={1000}
          dir="ltr"
          error={faultOf(save.error, 'target')}
          onChange={(event) => setTarget(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

export function RedirectsImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('kb-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const id = useId();
  const [csv, setCsv] = useState('');
  const [brand, setBrand] = useState('');
  const run = useMutation({
    mutationFn: () => redirectsApi.import({ csv, brand: brand || null }),
    onSuccess: () => client.invalidateQueries({ queryKey: REDIRECTS }),
  });
  const rows = run.data?.results;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('redirects.importTitle')}
      description={t('redirects.importHint')}
      isChanged={csv !== '' && !rows}
      width={600}
      footer={
        <>
          <Button onClick={onClose}>{t(rows ? 'redirects.close' : 'discard')}</Button>
          {rows ? null : (
            <Button
              variant="primary"
              busy={run.isPending ? t('redirects.importing') : null}
              unavailable={csv.trim() ? null : t('redirects.importMissing')}
              onClick={() => run.mutate()}
            >
              {t('redirects.import')}
            </Button>
          )}
        </>
      }
    >
      {rows ? (
        <Outcome rows={rows} />
      ) : (
        <div className="form-grid">
          {run.error ? (
            <p className="bt" role="alert">
              {reasonOf(run.error)}
            </p>
          ) : null}
          <BrandField value={brand} onChange={setBrand} />
          <Field
            label={t('redirects.file')}
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)}
          />
          <div>
            <label className="lab" htmlFor={id}>
              {t('redirects.csv')}
            </label>
            <span className="field kb-words">
              <textarea id={id} rows={8} dir="ltr" spellCheck={false} value={csv} onChange={(event) => setCsv(event.target.value)} />
            </span>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Outcome({ rows }: { rows: readonly ImportedRow[] }) {
  const { t } = useTranslation('kb-settings');
  const failed = rows.filter(({ outcome }) => outcome === 'failed');
  const count = (wanted: ImportedRow['outcome']) => rows.filter(({ outcome }) => outcome === wanted).length;
  return (
    <div role="status">
      <p>{t('redirects.done', { added: count('added'), changed: count('changed'), unchanged: count('unchanged'), failed: failed.length })}</p>
      <ul>
        {failed.map((row) => (
          <li key={row.line}>
            {t('redirects.line', { line: row.line })} <bdi className="brk">{row.path}</bdi> {row.detail}
          </li>
        ))}
      </ul>
    </div>
  );
}
