import CircleAlert from 'lucide-react/icons/circle-alert';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar, Badge, Icon } from '@/shared/ui';
import { IdentityLine } from './identities';
import { useWarningWords } from './merge-words';
import type { MergePreview, MergeSide } from './types';

export interface MergePreviewPanelProps {
  preview: MergePreview;
  /** The contact of the screen stays, and the chosen one becomes part of it. */
  isThisKept: boolean;
  onKeep: (isThis: boolean) => void;
  /** Why this direction is refused. */
  obstacle: string | null;
}

/** Both contacts side by side, what moves, and what to think of first. */
export function MergePreviewPanel({ preview, isThisKept, onKeep, obstacle }: MergePreviewPanelProps) {
  const { t } = useTranslation('customers');
  const group = useRef<HTMLFieldSetElement>(null);
  useEffect(() => group.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), []);
  const [self, other] = isThisKept ? [preview.into, preview.from] : [preview.from, preview.into];
  return (
    <div className="form-grid merge-pre">
      <fieldset ref={group} className="merge-sides">
        <legend className="lab">{t('merge.stays')}</legend>
        <Side side={self} isKept={isThisKept} onKeep={() => onKeep(true)} />
        <Side side={other} isKept={!isThisKept} onKeep={() => onKeep(false)} />
      </fieldset>
      {obstacle ? (
        <p className="hint bad" role="alert">
          <Icon icon={CircleAlert} size={12} />
          {obstacle}
        </p>
      ) : (
        <>
          <Moves preview={preview} />
          <Warnings preview={preview} />
          <p className="t3 f12">{t('merge.reversible')}</p>
        </>
      )}
    </div>
  );
}

function Side({ side, isKept, onKeep }: { side: MergeSide; isKept: boolean; onKeep: () => void }) {
  const { t } = useTranslation('customers');
  const about = useId();
  return (
    <div className={`side${isKept ? ' on' : ''}`}>
      <label className="opt">
        <input type="radio" name="stays" className="rb" checked={isKept} aria-describedby={about} onChange={onKeep} />
        <Avatar id={side.id} name={side.name} size={20} />
        <b className="wrap" dir="auto">{side.name}</b>
      </label>
      <div id={about}>
        <p className="row g1">
          {isKept ? <Badge tone="acc">{t('merge.kept')}</Badge> : <Badge tone="mute">{t('merge.goes')}</Badge>}
          {side.is_blocked ? <Badge tone="bad">{t('blocked')}</Badge> : null}
          {side.is_visitor ? <Badge tone="mute">{t('visitor')}</Badge> : null}
        </p>
        <p className="t2 f12">
          {side.company ? <bdi>{side.company.name}</bdi> : t('merge.noCompany')}
          {' · '}
          {t('merge.ticketsOf', { count: side.tickets, open: side.open_tickets })}
        </p>
      </div>
      <ul className="idents">
        {side.identities.map((identity) => (
          <li key={identity.id}>
            <IdentityLine identity={identity} />
          </li>
        ))}
      </ul>
      {side.identities.length === 0 ? <p className="t3 f12">{t('identity.none')}</p> : null}
    </div>
  );
}

function Moves({ preview: { moves, into } }: { preview: MergePreview }) {
  const { t } = useTranslation('customers');
  const isNothing = moves.tickets === 0 && moves.identities.length === 0 && moves.fields.length === 0;
  return (
    <section aria-label={t('merge.moves', { name: into.name })}>
      <h3 className="lab">{t('merge.moves', { name: into.name })}</h3>
      {isNothing ? <p>{t('merge.nothing')}</p> : null}
      <ul className="plain">
        {moves.tickets > 0 ? <li>{t('merge.movesTickets', { count: moves.tickets })}</li> : null}
        {moves.identities.map((identity) => (
          <li key={identity.id}>
            {t(`identity.kind.${identity.kind}`, { defaultValue: identity.kind })} <bdi className="med">{identity.value}</bdi>
            {', '}
            {identity.is_verified ? t('identity.verified') : t('identity.unverified')}
          </li>
        ))}
        {moves.fields.map(({ field, label, value }) => (
          <li key={field}>
            {label ? <bdi>{label}</bdi> : t(`merge.field.${field}` as 'merge.field.name', { defaultValue: field })}: <bdi className="med">{value}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Warnings({ preview: { warnings } }: { preview: MergePreview }) {
  const { t } = useTranslation('customers');
  const wordsOf = useWarningWords();
  if (warnings.length === 0) return null;
  const ordered = [...warnings].sort((one, two) => Number(two.is_conflict) - Number(one.is_conflict));
  return (
    <section className="merge-warn" aria-label={t('merge.warnings')}>
      <h3 className="lab">{t('merge.warnings')}</h3>
      <ul className="plain">
        {ordered.map((warning) => (
          <li key={`${warning.code}${JSON.stringify(warning.data)}`} className={warning.is_conflict ? 'conflict' : ''}>
            {warning.is_conflict ? <Icon icon={TriangleAlert} size={14} /> : null}
            <span>
              {warning.is_conflict ? <b>{t('merge.conflict')} </b> : null}
              {wordsOf(warning)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
