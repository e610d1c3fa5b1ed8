import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field, SelectField, toast, useReason } from '@/shared/ui';
import { PRACTICE, practiceApi, type PracticeSets } from './api';

const COUNTS = [3, 5, 10, 20];

/** Draws a set from the newest solved tickets of a runbook's category. */
export function DrawForm({ runbooks }: { runbooks: PracticeSets['runbooks'] }) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [article, setArticle] = useState('');
  const [count, setCount] = useState('5');
  const chosen = runbooks.find(({ id }) => String(id) === article) ?? runbooks[0];
  const draw = useMutation({
    mutationFn: (articleId: number) => practiceApi.draw({ name: name.trim(), article_id: articleId, count: Number(count) }),
    onSuccess: (made) => {
      toast(t('draw.made', { count: made.cases }));
      setName('');
      return client.invalidateQueries({ queryKey: PRACTICE });
    },
  });
  const reason = useReason(draw.error);
  if (!chosen) return <p className="hint">{t('draw.noRunbook')}</p>;
  return (
    <details className="prd">
      <summary>{t('draw.title')}</summary>
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !draw.isPending) draw.mutate(chosen.id);
        }}
      >
        <p className="hint">{t('draw.hint')}</p>
        <Field label={t('draw.name')} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        <SelectField
          label={t('draw.runbook')}
          value={String(chosen.id)}
          options={runbooks.map(({ id, title, category }) => ({ value: String(id), label: `${title} (${category})` }))}
          onChange={setArticle}
        />
        <SelectField label={t('draw.count')} value={count} options={COUNTS.map((value) => ({ value: String(value), label: String(value) }))} onChange={setCount} />
        <div role="alert">{draw.error ? <p className="hint bad">{reason}</p> : null}</div>
        <span className="row">
          <Button type="submit" size="sm" variant="primary" busy={draw.isPending ? t('draw.busy') : null} unavailable={name.trim() ? null : t('draw.needsName')}>
            {t('draw.do')}
          </Button>
        </span>
      </form>
    </details>
  );
}
