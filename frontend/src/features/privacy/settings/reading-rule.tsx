import { useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { numberText, readNumber } from '@/shared/lib/numbers';
import { Button, CheckOption, Field, toast, toastFailure, useReasonOf } from '@/shared/ui';

import { privacyApi, readingQuery, type Reading, type ReadingRule } from '../api';

const FIELDS = ['factor', 'fewest', 'at_first'] as const;
type Texts = Record<(typeof FIELDS)[number], string>;

const isWhole = (text: string): boolean => /^[1-9]\d{0,4}$/.test(text.trim());
/** NaN for what is none. */
function factorOf(text: string, locale: string): number {
  const factor = readNumber(text, locale);
  return typeof factor === 'number' && factor >= 1 && factor <= 20 ? factor : Number.NaN;
}

/** From when on reading is unusual. */
export function ReadingRuleForm({ rule }: { rule: Reading }) {
  const { t, i18n } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const may = useMay('privacy.write');
  const [isOn, setOn] = useState(rule.is_on);
  const [texts, setTexts] = useState<Texts>({ factor: numberText(rule.factor, i18n.language), fewest: String(rule.fewest), at_first: String(rule.at_first) });
  const save = useMutation({
    mutationFn: (body: ReadingRule) => privacyApi.setReading(body),
    onSuccess: (data) => {
      client.setQueryData(readingQuery.queryKey, data);
      toast(t('reading.saved'));
    },
    onError: (error) => toastFailure(t('reading.notDone', { why: reasonOf(error) })),
  });
  const factor = factorOf(texts.factor, i18n.language);
  const isFine = (name: keyof Texts): boolean => (name === 'factor' ? !Number.isNaN(factor) : isWhole(texts[name]));
  const isReady = FIELDS.every(isFine);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) save.mutate({ is_on: isOn, factor, fewest: Number(texts.fewest), at_first: Number(texts.at_first) });
  };
  if (!may) return null;
  return (
    <form className="form-grid" onSubmit={submit}>
      <CheckOption label={t('reading.isOn')} hint={t('reading.isOnHint')} isChecked={isOn} onChange={setOn} />
      {FIELDS.map((name) => (
        <Field
          key={name}
          label={t(`reading.fields.${name}`)}
          hint={t(`reading.fieldHints.${name}`)}
          inputMode="decimal"
          value={texts[name]}
          error={isFine(name) ? null : t(name === 'factor' ? 'reading.oddFactor' : 'reading.odd')}
          onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
        />
      ))}
      {rule.changed_at === null ? null : <p className="hint">{t('reading.changed', { who: rule.changed_by, when: absoluteTime(rule.changed_at, i18n.language) })}</p>}
      <Button type="submit" unavailable={isReady ? null : t('reading.odd')} busy={save.isPending ? t('reading.saving') : null}>
        {t('reading.save')}
      </Button>
    </form>
  );
}
