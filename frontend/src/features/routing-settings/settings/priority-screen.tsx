import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CompletenessNotice } from '@/shared/company/completeness';
import { LeaveGuard } from '@/shared/form';
import { useMessages, useReasonLabels } from '@/shared/lib/messages';
import { ticketNumberOf } from '@/shared/lib/numbers';
import { Button, Field, FormSection, Loaded, NumberField, Priority, useReason } from '@/shared/ui';
import { routingApi, type Example } from './api';
import { Frame } from './frame';
import { PreferencesFoot } from './preferences-foot';
import { placeText } from './sentences';
import { useNames } from './use-names';
import { usePreferences } from './use-preferences';

const LINES = ['impact', 'urgency', 'value', 'sentiment', 'waiting'] as const;
const SOFT = ['value', 'sentiment', 'waiting'] as const;
const LIMITS = ['P1', 'P2', 'P3'] as const;
const WHOLE = 100;

/** The weights of the priority score with their sum, its thresholds, and an example. */
export function PriorityScreen() {
  const { t } = useTranslation(['routing-settings', 'shared']);
  const form = usePreferences();
  const { values } = form;
  const weights = values?.weights;
  const sum = weights ? LINES.reduce((total, name) => total + weights[name], 0) : WHOLE;
  const soft = weights ? SOFT.reduce((total, name) => total + weights[name], 0) : 0;
  const limits = values?.thresholds;
  const isFalling = !limits || (limits.P1 > limits.P2 && limits.P2 > limits.P3);
  const isUnread = Number.isNaN(sum) || LIMITS.some((name) => limits && Number.isNaN(limits[name]));
  const lack = isUnread ? t('shared:form.wholeRange', { min: 0, max: WHOLE }) : sum !== WHOLE ? t('weights.notWhole', { sum }) : limits && soft >= limits.P1 ? t('weights.tooSoft', { soft }) : isFalling ? null : t('thresholds.notFalling');
  return (
    <Frame page="priority">
      <LeaveGuard isChanged={form.isChanged} holds={[]} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rt-plain" tabIndex={0} role="region" aria-label={t('page.priority')}>
        <Loaded query={form.query} fault={t('fault')}>
          {values ? (
            <>
              <CompletenessNotice facts={['arr', 'renewal']} />
              <FormSection title={t('weights.title')} hint={t('weights.hint')}>
                <div className="rt-numbers">
                  {LINES.map((name) => (
                    <NumberField
                      key={name}
                      isWhole
                      label={t(`weights.${name}`)}
                      value={values.weights[name]}
                      min={0}
                      max={WHOLE}
                      unit={t('points')}
                      onChange={(value) => form.set({ weights: { ...values.weights, [name]: value ?? Number.NaN } })}
                    />
                  ))}
                </div>
                <p className={`hint${sum === WHOLE ? '' : ' bad'}`} role="status">
                  {Number.isNaN(sum) ? '' : t('weights.sum', { sum })}
                  {lack && sum === WHOLE ? ` ${lack}` : ''}
                </p>
              </FormSection>
              <FormSection title={t('thresholds.title')} hint={t('thresholds.hint')}>
                <div className="rt-numbers">
                  {LIMITS.map((name) => (
                    <NumberField
                      key={name}
                      isWhole
                      label={t('thresholds.from', { priority: name })}
                      value={values.thresholds[name]}
                      min={0}
                      max={WHOLE}
                      unit={t('points')}
                      error={isFalling ? null : t('thresholds.notFalling')}
                      onChange={(value) => form.set({ thresholds: { ...values.thresholds, [name]: value ?? Number.NaN } })}
                    />
                  ))}
                </div>
                <p className="hint">{t('thresholds.stays')}</p>
              </FormSection>
              <FormSection title={t('example.title')} hint={t('example.hint')}>
                <ScoreExample ask={(number) => routingApi.example(form.query.data?.rules ?? [], number, form.body)} />
              </FormSection>
            </>
          ) : null}
        </Loaded>
      </div>
      <PreferencesFoot form={form} lack={lack} />
    </Frame>
  );
}

function ScoreExample({ ask }: { ask: (number: number) => Promise<Example> }) {
  const { t } = useTranslation('routing-settings');
  const say = useMessages();
  const labelOf = useReasonLabels();
  const [text, setText] = useState('');
  const names = useNames();
  const run = useMutation({ mutationFn: ask });
  const reason = useReason(run.error);
  const number = ticketNumberOf(text);
  const found = run.data;
  const submit = (): void => {
    if (number !== null) run.mutate(number);
  };
  return (
    <>
      <form
        className="rt-ask"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t('example.number')} inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />
        <Button type="submit" busy={run.isPending ? t('running') : null} unavailable={number !== null ? null : t('example.missing')} onClick={submit}>
          {t('example.try')}
        </Button>
      </form>
      <div role="status">
        {run.error ? <p className="hint bad" dir="auto">{reason}</p> : null}
        {found ? (
          <>
            <p dir="auto">
              <b className="med">#{found.number}</b> {found.subject}
            </p>
            {found.score ? (
              <table className="rt-flows">
                <caption className="vh">{t('example.title')}</caption>
                <tbody>
                  {found.score.parts.map((part) => (
                    <tr key={part.label}>
                      <th scope="row">{labelOf(part.label)}</th>
                      <td dir="auto">{say(part.message, part.detail)}</td>
                      <td className="fn">{part.points}</td>
                    </tr>
                  ))}
                  <tr>
                    <th scope="row">{t('example.sum')}</th>
                    <td>
                      <Priority level={found.priority} /> {placeText(t, found, names)}
                    </td>
                    <td className="fn">
                      <b>{found.score.total}</b>
                    </td>
                  </tr>
                </tbody>
              </table>
            ) : (
              <p className="hint">{t('example.noScore')}</p>
            )}
            <p className="hint" dir="auto">
              {found.person ? t('example.person', { name: found.person.name, reasons: found.reasons.map(({ text, message }) => say(message, text)).join(', ') }) : t('example.nobody')}
            </p>
          </>
        ) : null}
      </div>
    </>
  );
}
