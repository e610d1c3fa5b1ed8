import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { money } from '@/shared/company/figures';
import { Badge } from '@/shared/ui';
import type { Candidate } from '../api';
import { Customer, type DraftProps } from './issue-form';

/** Open issues that may be the same, with why, and what joining one adds there. */
export function Candidates({ proposal, draft, onChange }: DraftProps) {
  const { t } = useTranslation('linear');
  const id = useId();
  if (proposal.candidates.length === 0) return <p className="t3">{t('join.none')}</p>;
  return (
    <>
      <fieldset className="lncands">
        <legend className="lab">{t('join.which')}</legend>
        {proposal.candidates.map((one) => (
          <CandidateChoice
            key={one.issue.id}
            candidate={one}
            isChosen={draft.issue === one.issue.id}
            onChoose={() => onChange({ issue: one.issue.id, comment: one.comment })}
          />
        ))}
      </fieldset>
      {draft.issue === null ? null : (
        <>
          <div>
            <label className="lab" htmlFor={id}>
              {t('join.comment')}
            </label>
            <span className="field tall">
              <textarea id={id} rows={8} maxLength={20_000} dir="auto" value={draft.comment} onChange={(event) => onChange({ comment: event.target.value })} />
            </span>
          </div>
          <Customer proposal={proposal} draft={draft} onChange={onChange} />
        </>
      )}
    </>
  );
}

function CandidateChoice({ candidate, isChosen, onChoose }: { candidate: Candidate; isChosen: boolean; onChoose: () => void }) {
  const { t, i18n } = useTranslation('linear');
  const { issue, reasons } = candidate;
  const why = reasons.map(({ kind, value }) => t(`why.${kind}`, { value }));
  return (
    <label className="lncand">
      <input type="radio" name="issue" checked={isChosen} onChange={onChoose} />
      <span>
        <b>
          <bdi>{issue.key}</bdi>
        </b>{' '}
        <span dir="auto">{issue.title}</span> {candidate.is_likely ? <Badge tone="acc">{t('join.likely')}</Badge> : null}
        <span className="t3 f12">{why.join(' · ')}</span>
        <span className="t3 f12">
          {issue.status} · {t('panel.customers', { count: issue.customers })}
          {issue.revenue ? ` · ${t('panel.aYear', { amount: money(issue.revenue, i18n.language) })}` : ''}
        </span>
      </span>
    </label>
  );
}
