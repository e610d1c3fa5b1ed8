import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { Button, Field, Icon, Switch } from '@/shared/ui';
import type { ConditionField, DryRun, Rule, Skill } from './api';
import { ConditionGroup } from './condition-group';
import { addedTo, asGroup, changedAt, joinedBy } from './draft';
import { OutcomeFields } from './outcome-fields';
import { ruleText, type Names } from './sentences';

export interface RuleEditorProps {
  rule: Rule;
  place: number;
  fields: readonly ConditionField[];
  skills: readonly Skill[];
  names: Names;
  tried: DryRun | undefined;
  onChange: (rule: Rule) => void;
  onDelete: () => void;
}

/** One rule: its sentence, when it holds, and what it decides. */
export function RuleEditor({ rule, place, fields, skills, names, tried, onChange, onDelete }: RuleEditorProps) {
  const { t, i18n } = useTranslation('routing-settings');
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const active = document.activeElement;
    // On a narrow screen the list with the focus is gone.
    if (!active || active === document.body || active.checkVisibility?.() === false) box.current?.focus();
  }, [rule.key]);
  const when = asGroup(rule.when);
  const set = (change: Partial<Rule>): void => onChange({ ...rule, ...change });
  const counts = tried?.rules.find(({ key }) => key === rule.key);
  return (
    <section ref={box} className="rt-editor" aria-label={t('ruleNumber', { place })} tabIndex={-1}>
      <header className="rt-editor-h">
        <SettingsLink path="/routing" replace className="btn ghost sm mob" activeProps={{}}>
          <Icon icon={ArrowLeft} size={14} className="mirrors" />
          {t('backToRules')}
        </SettingsLink>
        <h2>{t('ruleNumber', { place })}</h2>
        <span className="sp" />
        <Switch label={t('isOn')} isOn={rule.is_active} onChange={(isOn) => set({ is_active: isOn })} />
        <Button size="sm" variant="ghost" onClick={onDelete}>
          {t('deleteRule')}
        </Button>
      </header>
      <Field label={t('name')} value={rule.name} maxLength={120} error={rule.name.trim() ? null : t('nameMissing')} onChange={(event) => set({ name: event.target.value })} />
      <p className="rt-sentence" dir="auto" aria-live="off">
        {ruleText(t, i18n.language, rule, names)}
      </p>
      <h3>
        {t('when')}
        {counts && tried ? (
          <small className="t3"> {t('heldOf', { held: counts.held, of: tried.looked_at, decided: counts.decided })}</small>
        ) : null}
      </h3>
      <ConditionGroup
        group={when}
        path={[]}
        fields={fields}
        counts={counts?.conditions}
        onAdd={(path, part) => set({ when: addedTo(when, path, part) })}
        onChange={(path, change) => set({ when: changedAt(when, path, change) })}
        onJoin={(path, joint) => set({ when: joinedBy(when, path, joint) })}
      />
      <h3>{t('then.title')}</h3>
      <OutcomeFields then={rule.then} skills={skills} onChange={(change) => set({ then: { ...rule.then, ...change } })} />
    </section>
  );
}
