import { useQuery } from '@tanstack/react-query';
import Lock from 'lucide-react/icons/lock';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { useFocusOn } from '@/shared/lib/use-focus-on';
import { AiSign, Badge, Button, Icon, Loaded } from '@/shared/ui';
import type { Schemas } from '@/shared/api';
import { autonomyQuery, setLevel } from './api';
import { StartNarrow } from './start-narrow';
import { useLevelChange } from './use-level-change';
import { LEVELS, percent, type Level, type Rung } from './words';

type Autonomy = Schemas['Autonomy'];

/** What the assistant may do, by category, on which evidence, and what that proposes. */
export function AutonomyScreen() {
  const { t } = useTranslation('ai-review');
  const query = useQuery(autonomyQuery);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll aut0" tabIndex={0} role="region" aria-label={t('autonomy.title')}>
      <p className="lgs t2">{t('autonomy.about')}</p>
      <Loaded query={query} fault={t('autonomy.fault')}>
        {(autonomy) => <Ladder autonomy={autonomy} />}
      </Loaded>
      <StartNarrow />
      <dl className="lgd">
        {LEVELS.map((level) => (
          <div key={level}>
            <dt>{t(`level.${level}`)}</dt>
            <dd>{t(`levelMeans.${level}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Ladder({ autonomy }: { autonomy: Autonomy }) {
  const { t, i18n } = useTranslation(['ai-review', 'shared']);
  const mayWrite = useMay('assistant.write');
  const set = useLevelChange(
    ({ category, level }: { category: string; level: Level }) => setLevel(category, level),
    (rung) => t('autonomy.set', { category: t(`shared:type.${rung.category}`), level: t(`level.${rung.level}`) }),
  );
  return (
    <>
      <table className="dt aul">
        <thead>
          <tr>
            <th scope="col">{t('category')}</th>
            <th scope="col" className="r">
              {t('autonomy.aMonth')}
            </th>
            <th scope="col">{t('autonomy.may')}</th>
            <th scope="col" className="r">
              {t('autonomy.unedited')}
            </th>
            <th scope="col" className="r">
              {t('autonomy.back', { limit: percent(autonomy.came_back_limit, i18n.language) })}
            </th>
            <th scope="col">{t('autonomy.proposal')}</th>
          </tr>
        </thead>
        <tbody>
          {autonomy.results.map((rung) => (
            <Row key={rung.category} rung={rung} limit={autonomy.came_back_limit} mayWrite={mayWrite} onChoose={(level) => set.mutateAsync({ category: rung.category, level })} />
          ))}
        </tbody>
      </table>
      {mayWrite ? null : <p className="t3 f12 pad">{t('autonomy.readOnly')}</p>}
    </>
  );
}

interface RowProps {
  rung: Rung;
  limit: number;
  mayWrite: boolean;
  onChoose: (level: Level) => Promise<unknown>;
}

function Row({ rung, limit, mayWrite, onChoose }: RowProps) {
  const { t, i18n } = useTranslation(['ai-review', 'shared']);
  const { category, evidence, boundary } = rung;
  const level: Level = boundary ? 'off' : rung.level;
  // Arrows walk through the levels: none holds before it is set.
  const [wanted, setWanted] = useState<Level | null>(null);
  const shown = wanted ?? level;
  const [row, focusOn] = useFocusOn<HTMLTableRowElement>();
  // The buttons go with the choice; what is in force now takes the focus from them.
  const settle = (): void => {
    setWanted(null);
    focusOn((box) => box.querySelector('input:checked'));
  };
  const apply = async (chosen: Level): Promise<void> => {
    await onChoose(chosen).catch(() => undefined);
    settle();
  };
  const name = t(`shared:type.${category}`);
  const share = (value: number | null, of: string): string => (value === null ? t('autonomy.noFigure') : `${percent(value, i18n.language)} ${of}`);
  const isOver = evidence.came_back_share !== null && evidence.came_back_share > limit;
  return (
    <tr ref={row}>
      <th scope="row">{name}</th>
      <td className="r" data-label={t('autonomy.aMonth')}>
        {evidence.a_month}
      </td>
      <td data-label={t('autonomy.may')}>
        <fieldset className="lad" disabled={!mayWrite || boundary !== ''}>
          <legend className="vh">{t('autonomy.of', { name })}</legend>
          {LEVELS.map((one) => (
            <label key={one} className={one === shown ? 'on' : ''}>
              <input type="radio" className="rb" name={`level-${category}`} value={one} checked={one === shown} onChange={() => setWanted(one)} />
              {t(`level.${one}`)}
            </label>
          ))}
        </fieldset>
        {shown === level ? null : (
          <span className="row lad-set">
            <Button size="sm" variant="primary" onClick={() => void apply(shown)}>
              {t('autonomy.apply', { level: t(`level.${shown}`) })}
            </Button>
            <Button size="sm" variant="ghost" onClick={settle}>
              {t('autonomy.keep')}
            </Button>
          </span>
        )}
      </td>
      <td className="r" data-label={t('autonomy.unedited')}>
        {share(evidence.unedited_share, t('autonomy.outOf', { part: evidence.sent, all: evidence.judged }))}
      </td>
      <td className={isOver ? 'r over' : 'r'} data-label={t('autonomy.backShort')}>
        {share(evidence.came_back_share, t('autonomy.outOf', { part: evidence.came_back, all: evidence.resolved }))}
      </td>
      <td data-label={t('autonomy.proposal')}>
        <Proposed rung={rung} mayWrite={mayWrite} onChoose={onChoose} />
      </td>
    </tr>
  );
}

function Proposed({ rung, mayWrite, onChoose }: Omit<RowProps, 'limit'>) {
  const { t, i18n } = useTranslation('ai-review');
  const now = useNow(3_600_000);
  const { boundary, proposal, changes } = rung;
  const [last] = changes;
  if (boundary) {
    return (
      <span className="row">
        <Icon icon={Lock} size={12} />
        {t('autonomy.held', { boundary })}
      </span>
    );
  }
  if (proposal.level !== null) {
    const level = proposal.level;
    return (
      <span className="row">
        <AiSign>{t('autonomy.ready', { level: t(`level.${level}`) })}</AiSign>
        {mayWrite ? (
          <Button size="sm" onClick={() => void onChoose(level).catch(() => undefined)}>
            {t('autonomy.promote')}
          </Button>
        ) : null}
      </span>
    );
  }
  const isShare = proposal.lacks === 'unedited' || proposal.lacks === 'came_back';
  const figure = (value: number): string => (isShare ? percent(value, i18n.language) : String(value));
  return (
    <span className="prp">
      {last?.cause === 'demoted' ? (
        <Badge tone="warn">{t('autonomy.demoted', { date: shortDate(last.at, now, i18n.language), back: last.came_back + last.wrong, resolved: last.resolved })}</Badge>
      ) : null}
      {proposal.lacks ? <span className="t2">{t(`lacks.${proposal.lacks}`, { there: figure(proposal.there), needed: figure(proposal.needed) })}</span> : null}
      {last && last.cause !== 'demoted' ? (
        <span className="t3 f11">
          {t('autonomy.since', { level: t(`level.${last.level}`), date: shortDate(last.at, now, i18n.language), name: last.by?.name ?? '' })}
        </span>
      ) : null}
    </span>
  );
}
