import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { Button, Dialog, SelectField, useReason } from '@/shared/ui';
import { kbApi, type ImportInput, type ImportOutcome } from './api';

const ACCEPTED = '.md,.markdown,.html,.htm,text/markdown,text/html';

export function ImportDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { t } = useTranslation('kb');
  const client = useQueryClient();
  const mayPublish = useMay('article.publish');
  const [files, setFiles] = useState<File[]>([]);
  const [status, setStatus] = useState<ImportInput['status']>('draft');
  const [audience, setAudience] = useState<ImportInput['audience']>('public');
  const fileId = useId();
  const run = useMutation({
    mutationFn: () => kbApi.import({ files, status, audience }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.articles }),
  });
  const close = (next: boolean): void => {
    if (!next) {
      setFiles([]);
      run.reset();
    }
    onOpenChange(next);
  };
  const results = run.data?.results;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title={t('import.title')}
      description={results ? undefined : t('import.hint')}
      width={520}
      footer={
        results ? (
          <Button variant="primary" onClick={() => close(false)}>
            {t('import.done')}
          </Button>
        ) : (
          <>
            <Button onClick={() => close(false)}>{t('import.cancel')}</Button>
            <Button
              variant="primary"
              unavailable={files.length === 0 ? t('import.missing') : null}
              busy={run.isPending ? t('import.busy') : null}
              onClick={() => run.mutate()}
            >
              {t('import.run', { count: files.length })}
            </Button>
          </>
        )
      }
    >
      {results ? (
        <Results results={results} onClose={() => close(false)} />
      ) : (
        <div className="form-grid">
          <Failure error={run.error} />
          <div>
            <label className="lab" htmlFor={fileId}>
              {t('import.files')}
            </label>
            <input id={fileId} type="file" multiple accept={ACCEPTED} onChange={(event) => setFiles([...(event.target.files ?? [])])} />
          </div>
          <div className="form-pair">
            <SelectField
              label={t('import.status')}
              value={status}
              options={(mayPublish ? (['draft', 'published'] as const) : (['draft'] as const)).map((value) => ({ value, label: t(`status.${value}`) }))}
              onChange={setStatus}
            />
            <SelectField
              label={t('audience')}
              value={audience}
              options={(['public', 'customers', 'staff'] as const).map((value) => ({ value, label: t(`audienceOf.${value}`) }))}
              onChange={setAudience}
            />
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Failure({ error }: { error: unknown }) {
  const reason = useReason(error);
  return <div role="alert">{error ? <p className="hint bad">{reason}</p> : null}</div>;
}

function Results({ results, onClose }: { results: readonly ImportOutcome[]; onClose: () => void }) {
  const { t } = useTranslation('kb');
  return (
    <ul className="imported" role="status">
      {results.map((result) => (
        <li key={result.file}>
          {result.article_id === null ? (
            <bdi>{result.file}</bdi>
          ) : (
            <Link className="link" to="/kb/$id" params={{ id: String(result.article_id) }} onClick={onClose}>
              <bdi>{result.file}</bdi>
            </Link>
          )}
          <span className="t2"> {t(`import.outcome.${result.outcome}`, { defaultValue: result.outcome })}</span>
          {result.detail ? <span className="hint"> {result.detail}</span> : null}
        </li>
      ))}
    </ul>
  );
}
