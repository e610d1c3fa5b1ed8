import CircleAlert from 'lucide-react/icons/circle-alert';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox, Field, Icon, SelectField } from '@/shared/ui';
import { traitsOf, wordsOf, type Proposal } from '../api';
import { PublicWarning, useTeamName } from '../team-name';
import { forTeam, type Draft } from './draft';

export interface DraftProps {
  proposal: Proposal;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

const PRIORITIES = ['0', '1', '2', '3', '4'] as const;

/** The issue as it will be: every word that leaves stands here. */
export function IssueForm({ proposal, draft, onChange }: DraftProps) {
  const { t } = useTranslation('linear');
  const id = useId();
  const { catalog, system } = proposal;
  const nameOf = useTeamName();
  const projects = forTeam(catalog.projects, draft.team);
  const labels = forTeam(catalog.labels, draft.team);
  const chooseTeam = (team: string): void =>
    onChange({
      team,
      project: forTeam(catalog.projects, team).some((one) => one.id === draft.project) ? draft.project : '',
      labels: draft.labels.filter((label) => forTeam(catalog.labels, team).some((one) => one.id === label)),
    });
  return (
    <>
      <Doubts proposal={proposal} />
      <Field label={t('form.title')} value={draft.title} maxLength={240} dir="auto" autoComplete="off" onChange={(event) => onChange({ title: event.target.value })} />
      <div>
        <label className="lab" htmlFor={id}>
          {t('form.description')}
        </label>
        <span className="field tall">
          <textarea id={id} rows={12} maxLength={20_000} dir="auto" value={draft.description} onChange={(event) => onChange({ description: event.target.value })} />
        </span>
      </div>
      <div className="lncols">
        <SelectField label={t('form.team', wordsOf(system))} value={draft.team} options={catalog.teams.map((one) => ({ value: one.id, label: nameOf(one) }))} onChange={chooseTeam} />
        {traitsOf(system).hasProjects ? (
          <SelectField
            label={t('form.project')}
            value={draft.project}
            options={[{ value: '', label: t('form.noProject') }, ...projects.map(({ id: value, name }) => ({ value, label: name }))]}
            onChange={(project) => onChange({ project })}
          />
        ) : null}
        {traitsOf(system).hasPriorities ? (
          <SelectField
            label={t('form.priority')}
            value={String(draft.priority) as (typeof PRIORITIES)[number]}
            options={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
            onChange={(priority) => onChange({ priority: Number(priority) })}
          />
        ) : null}
      </div>
      <PublicWarning teams={catalog.teams} chosen={[draft.team]} />
      {labels.length > 0 ? (
        <fieldset className="lnlabels">
          <legend className="lab">{t('form.labels')}</legend>
          {labels.map((label) => (
            <Checkbox
              key={label.id}
              label={label.name}
              isChecked={draft.labels.includes(label.id)}
              onChange={(isOn) => onChange({ labels: isOn ? [...draft.labels, label.id] : draft.labels.filter((one) => one !== label.id) })}
            />
          ))}
        </fieldset>
      ) : null}
      <Customer proposal={proposal} draft={draft} onChange={onChange} />
    </>
  );
}

/** Whether the customer is named there, and with what. */
export function Customer({ proposal, draft, onChange }: DraftProps) {
  const { t } = useTranslation('linear');
  if (!proposal.customer) return null;
  return (
    <Checkbox
      label={t('form.customer', { customer: proposal.customer })}
      isChecked={draft.shares_customer}
      onChange={(shares_customer) => onChange({ shares_customer })}
    />
  );
}

/** What was not said clearly, or not at all: the agent looks at these before it goes. */
function Doubts({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation('linear');
  const unsure = proposal.parts.filter((part) => !part.is_sure);
  if (unsure.length === 0 && proposal.missing.length === 0 && proposal.is_defect) return null;
  return (
    <div className="lndoubts notice">
      {proposal.is_defect ? null : <p>{t('doubt.noDefect')}</p>}
      {unsure.length > 0 ? <p>{t('doubt.check')}</p> : null}
      <ul>
        {unsure.map((part) => (
          <li key={part.name}>
            <Icon icon={CircleAlert} size={12} />
            <b>{t(`part.${part.name}`)}</b> <span dir="auto">{part.value}</span> <span className="t3">{t('doubt.sure', { percent: Math.round(part.confidence * 100) })}</span>
          </li>
        ))}
      </ul>
      {proposal.missing.length > 0 ? <p>{t('doubt.missing', { parts: proposal.missing.map((name) => t(`part.${name}`)).join(', ') })}</p> : null}
    </div>
  );
}
