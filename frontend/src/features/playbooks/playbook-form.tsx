import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, SaveFault, SaveFoot, useForm, type Form } from '@/shared/form';
import { Button, Checkbox, Field, SelectField, toast } from '@/shared/ui';
import { playbookQuery, playbooksApi, playbooksQuery } from './api';
import { TrialPart } from './trial-part';
import { contentOf, isWithin, OPTIONAL, RANGES, valuesOf, type Values } from './values';
import { ACTIONS, CATEGORIES, filtersOf, SEGMENTS, TRIGGERS, type Category, type WholePlaybook } from './words';

type Bound = { [Name in keyof Values]: Values[Name] extends string ? Name : never }[keyof Values];
interface PartProps {
  form: Form<Values>;
  playbook: WholePlaybook;
}

/** The playbook as fields; saving makes a version. */
export function PlaybookForm({ playbook, onDone }: { playbook: WholePlaybook; onDone: () => void }) {
  const { t } = useTranslation('playbooks');
  const client = useQueryClient();
  const form = useForm<Values, WholePlaybook>({
    saved: valuesOf(playbook.name, playbook.content),
    faultsOf: useFaults(),
    send: (values) => playbooksApi.change(playbook, { name: values.name.trim(), content: contentOf(values) ?? undefined }),
    onSaved: (saved) => {
      client.setQueryData(playbookQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: playbooksQuery.queryKey });
      toast(t('saved', { version: saved.version }));
      onDone();
    },
  });
  const parts = { form, playbook };
  return (
    <form
      ref={form.box}
      className="pbform"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard isChanged={form.isChanged} holds={['playbook']} />
      <div className="pbpart pbfields">
        <Text {...parts} name="name" most={80} />
      </div>
      <WhenPart {...parts} />
      <WhoPart {...parts} />
      <WhatPart {...parts} />
      <LimitsPart {...parts} />
      <TrialPart playbook={playbook} content={contentOf(form.values)} />
      <SaveFault title={t('notSaved')} error={form.fault} />
      <p className="pbpart">
        <Button variant="ghost" onClick={onDone} unavailable={form.isChanged ? t('saveFirst') : null}>
          {t('back')}
        </Button>
      </p>
      <SaveFoot form={form} action={t('save', { version: playbook.version + 1 })} />
    </form>
  );
}

function useFaults(): (values: Values) => Partial<Record<keyof Values, string>> {
  const { t } = useTranslation('playbooks');
  return (values) => {
    const faults: Partial<Record<keyof Values, string>> = {};
    for (const [name, [min, max]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][]) {
      if (!isWithin(values[name], [min, max])) faults[name] = t('number', { min, max });
    }
    for (const [name, [min, max]] of Object.entries(OPTIONAL) as [keyof typeof OPTIONAL, readonly [number, number]][]) {
      if (values[name] !== '' && !isWithin(values[name], [min, max])) faults[name] = t('number', { min, max });
    }
    if (filtersOf(values.where) === null) faults.where = t('field.whereFault');
    if (!values.name.trim()) faults.name = t('field.nameFault');
    if (!values.says.trim()) faults.says = t('field.saysFault');
    return faults;
  };
}

function Text({ form, name, most, hint, type, isNumber }: PartProps & { name: Bound; most?: number; hint?: string; type?: 'date'; isNumber?: boolean }) {
  const { t } = useTranslation('playbooks');
  return (
    <Field
      label={t(`field.${name}` as 'field.name')}
      {...(hint ? { hint } : {})}
      {...(type ? { type } : {})}
      {...(most ? { maxLength: most } : {})}
      {...(isNumber ? { inputMode: 'numeric' as const } : { dir: 'auto' })}
      value={form.values[name]}
      error={form.errorOf(name) ?? null}
      onBlur={() => form.leave(name)}
      onChange={(event) => form.set({ [name]: event.target.value })}
    />
  );
}

function Area({ form, name, rows, most, hint }: PartProps & { name: 'says' | 'saysDe' | 'where'; rows: number; most: number; hint?: string }) {
  const { t } = useTranslation('playbooks');
  const id = useId();
  const error = form.errorOf(name);
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {t(`field.${name}`)}
      </label>
      <span className={`field area${error ? ' is-bad' : ''}`}>
        <textarea
          id={id}
          rows={rows}
          maxLength={most}
          dir="auto"
          value={form.values[name]}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          onBlur={() => form.leave(name)}
          onChange={(event) => form.set({ [name]: event.target.value })}
        />
      </span>
      {error || hint ? (
        <p className={`hint${error ? ' bad' : ''}`} id={`${id}-note`}>
          {error ?? hint}
        </p>
      ) : null}
    </div>
  );
}

function CategoryField({ form, name }: PartProps & { name: 'category' | 'outcome' }) {
  const { t } = useTranslation(['playbooks', 'shared']);
  const options = CATEGORIES.map((value) => ({ value, label: value ? t(`shared:type.${value}`) : t('anyCategory') }));
  return <SelectField<Category> label={t(`field.${name}`)} value={form.values[name]} options={options} onChange={(value) => form.set({ [name]: value })} />;
}

function WhenPart(props: PartProps) {
  const { t } = useTranslation('playbooks');
  const { form } = props;
  const { kind } = form.values;
  return (
    <fieldset className="pbpart pbfields">
      <legend>{t('part.when')}</legend>
      <SelectField label={t('field.kind')} value={kind} options={TRIGGERS.map((value) => ({ value, label: t(`trigger.${value}`) }))} error={form.errorOf('kind') ?? null} onChange={(value) => form.set({ kind: value })} />
      {kind === 'event' ? (
        <>
          <Text {...props} name="event" most={80} hint={t('field.eventHint')} />
          <Area {...props} name="where" rows={2} most={1000} hint={t('field.whereHint')} />
          <Text {...props} name="same" most={60} hint={t('field.sameHint')} />
        </>
      ) : null}
      {kind === 'error' ? <Text {...props} name="text" most={120} hint={t('field.textHint')} /> : null}
      {kind === 'setup' ? (
        <>
          <Text {...props} name="begins" most={200} hint={t('field.pageHint')} />
          <Text {...props} name="ends" most={200} />
          <Text {...props} name="idle" isNumber />
        </>
      ) : null}
      {kind === 'tickets' ? <CategoryField {...props} name="category" /> : null}
      {kind === 'payment' || kind === 'setup' ? null : <Text {...props} name="count" isNumber />}
      {kind === 'setup' ? null : <Text {...props} name="hours" isNumber />}
    </fieldset>
  );
}

function WhoPart(props: PartProps) {
  const { t } = useTranslation(['playbooks', 'shared']);
  const { form } = props;
  const { segments } = form.values;
  return (
    <fieldset className="pbpart pbfields">
      <legend>{t('part.who')}</legend>
      <div role="group" aria-label={t('field.segments')}>
        <span className="lab">{t('field.segments')}</span>
        <div className="row pbacts">
          {SEGMENTS.map((one) => (
            <Checkbox key={one} label={t(`shared:segment.${one}`)} isChecked={segments.includes(one)} onChange={(is) => form.set({ segments: is ? [...segments, one] : segments.filter((other) => other !== one) })} />
          ))}
        </div>
      </div>
      <div className="pbgrid">
        <Text {...props} name="plans" most={400} hint={t('field.listHint')} />
        <Text {...props} name="languages" most={100} hint={t('field.languagesHint')} />
        <Text {...props} name="titles" most={400} hint={t('field.listHint')} />
        <Text {...props} name="leastArr" isNumber />
        <Text {...props} name="mostHealth" isNumber />
        <Text {...props} name="renewalDays" isNumber />
      </div>
    </fieldset>
  );
}

function WhatPart(props: PartProps) {
  const { t } = useTranslation('playbooks');
  const { form, playbook } = props;
  const isMessage = form.values.action === 'guidance';
  const people = [{ value: '', label: t('csm') }, ...playbook.owners.map(({ id, name }) => ({ value: String(id), label: name }))];
  return (
    <fieldset className="pbpart pbfields">
      <legend>{t('part.what')}</legend>
      <SelectField label={t('field.action')} value={form.values.action} options={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))} error={form.errorOf('action') ?? null} onChange={(value) => form.set({ action: value })} />
      <Area {...props} name="says" rows={3} most={isMessage ? 400 : 300} />
      {isMessage ? (
        <>
          <Area {...props} name="saysDe" rows={3} most={400} />
          <Text {...props} name="article" most={120} hint={t('field.articleHint')} />
          <Checkbox label={t('field.showsSteps')} isChecked={form.values.showsSteps} onChange={(showsSteps) => form.set({ showsSteps })} />
          <Text {...props} name="page" most={200} hint={t('field.pageHint')} />
        </>
      ) : (
        <div className="pbgrid">
          <SelectField label={t('field.person')} value={form.values.person} options={people} onChange={(person) => form.set({ person })} />
          <Text {...props} name="days" isNumber />
        </div>
      )}
    </fieldset>
  );
}

function LimitsPart(props: PartProps) {
  const { t } = useTranslation('playbooks');
  return (
    <fieldset className="pbpart pbfields">
      <legend>{t('part.limits')}</legend>
      <div className="pbgrid">
        <Text {...props} name="most" isNumber />
        <Text {...props} name="rest" isNumber />
        <Text {...props} name="starts" type="date" />
        <Text {...props} name="until" type="date" />
      </div>
      <Text {...props} name="holdout" isNumber hint={t('field.holdoutHint')} />
      <div className="pbgrid">
        <CategoryField {...props} name="outcome" />
        <Text {...props} name="outcomeDays" isNumber />
      </div>
    </fieldset>
  );
}
