import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { CheckOption, Checkbox, FormSection, Loaded, NumberField } from '@/shared/ui';
import { curveQuery, type Content } from './api';
import { CHANNELS } from './boundary-draft';
import { CategoryCurves } from './category-curves';
import { ConfidencePart } from './confidence-part';
import { Frame } from './frame';
import { lackOfLimits, LimitRows } from './limit-rows';
import { useDraft, type Editing } from './use-draft';

const MOST = 20;

/** Whether, where and how surely the assistant answers. */
export function AnswersScreen() {
  const { t } = useTranslation(['assistant-settings', 'shared']);
  const form = useDraft();
  const count = form.editing?.content.answers.max_answers ?? 1;
  const lack = count >= 1 && count <= MOST ? null : t('answers.maxRange', { most: MOST });
  const { threshold = null, rules = [] } = form.editing?.content.limits ?? {};
  const limits = lackOfLimits(rules);
  const isWrong = Number.isNaN(threshold) || rules.some((row) => Number.isNaN(row.threshold));
  const range = isWrong ? t('shared:form.numberRange', { min: 0, max: 1 }) : null;
  return (
    <Frame page="answers" form={form} lack={lack ?? range ?? (limits ? t(`limits.lack.${limits}`) : null)}>
      {(editing) => (
        <>
          <Switches editing={editing} />
          <Confidence editing={editing} />
          <Categories editing={editing} />
          <FormSection title={t('limits.title')} hint={t('limits.hint')}>
            <LimitRows
              rows={editing.content.limits.rules}
              isLocked={!editing.mayWrite}
              onChange={(rules) => editing.set({ limits: { ...editing.content.limits, rules } })}
            />
          </FormSection>
        </>
      )}
    </Frame>
  );
}

function Switches({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const { answers } = editing.content;
  const change = (next: Partial<Content['answers']>): void => editing.set({ answers: { ...answers, ...next } });
  return (
    <FormSection title={t('answers.title')} hint={t('answers.hint')}>
      <fieldset disabled={!editing.mayWrite} className="as-set">
        <legend className="vh">{t('answers.title')}</legend>
        <CheckOption label={t('answers.isOn')} hint={t('answers.isOnHint')} isChecked={answers.is_on} onChange={(isOn) => change({ is_on: isOn })} />
        <div role="group" aria-label={t('answers.channels')} className="as-checks">
          <span className="lab">{t('answers.channels')}</span>
          {CHANNELS.map((channel) => (
            <Checkbox
              key={channel}
              label={t(`channel.${channel}`)}
              isChecked={answers.channels.includes(channel)}
              onChange={(isChecked) => change({ channels: CHANNELS.filter((one) => (one === channel ? isChecked : answers.channels.includes(one))) })}
            />
          ))}
        </div>
        <NumberField
          isWhole
          label={t('answers.max')}
          hint={t('answers.maxHint')}
          min={1}
          max={MOST}
          value={answers.max_answers}
          onChange={(count) => change({ max_answers: count ?? Number.NaN })}
        />
      </fieldset>
    </FormSection>
  );
}

function Categories({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const query = useQuery({ ...curveQuery, enabled: useMay('assistant.read') });
  const { limits } = editing.content;
  if (!query.data) return null;
  return (
    <FormSection title={t('categories.title')} hint={t('categories.hint')}>
      <CategoryCurves
        curve={query.data}
        limits={limits}
        shipped={editing.live.shipped_threshold}
        isLocked={!editing.mayWrite}
        onChange={(rules) => editing.set({ limits: { ...limits, rules } })}
      />
    </FormSection>
  );
}

function Confidence({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const may = useMay('assistant.read');
  const query = useQuery({ ...curveQuery, enabled: may });
  const { limits } = editing.content;
  return (
    <FormSection title={t('confidence.title')} hint={t('confidence.hint')}>
      <Loaded query={query} fault={t('confidence.fault')}>
        {(curve) => (
          <ConfidencePart
            curve={curve}
            limits={limits}
            shipped={editing.live.shipped_threshold}
            isLocked={!editing.mayWrite}
            onChange={(next) => editing.set({ limits: { ...limits, ...next } })}
          />
        )}
      </Loaded>
    </FormSection>
  );
}
