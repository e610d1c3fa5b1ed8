import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import GripVertical from 'lucide-react/icons/grip-vertical';
import Plus from 'lucide-react/icons/plus';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { Badge, Button, Icon, IconButton } from '@/shared/ui';
import type { Rule, RuleWarning } from './api';
import { outcomeText, ruleText, type Names } from './sentences';

export interface RuleListProps {
  rules: readonly Rule[];
  openKey: string | undefined;
  names: Names;
  /** Tickets of the last day by the rule's key; undefined while unknown. */
  counts: ReadonlyMap<string, number> | undefined;
  warnings: readonly RuleWarning[];
  onMove: (from: number, to: number) => void;
  onAdd: () => void;
}

/** The rules in order: drawn, moved by buttons, or with Alt and the arrows. */
export function RuleList({ rules, openKey, names, counts, warnings, onMove, onAdd }: RuleListProps) {
  const { t, i18n } = useTranslation('routing-settings');
  const [drawn, setDrawn] = useState<number | null>(null);
  const number = new Intl.NumberFormat(i18n.language);
  const step = (event: KeyboardEvent, place: number): void => {
    const way = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (!event.altKey || way === 0) return;
    event.preventDefault();
    onMove(place, place + way);
  };
  const countOf = (key: string) =>
    counts ? (
      <span className="rt-count" title={t('countHint')}>
        <span className="vh">{t('countLabel')} </span>
        {number.format(counts.get(key) ?? 0)}
      </span>
    ) : null;
  return (
    <section className="rt-list" aria-label={t('rules')}>
      <div className="rt-list-h">
        <h2>{t('rules')}</h2>
        <span className="sp" />
        <span className="t3 f12">{t('countHead')}</span>
      </div>
      <ol className="rt-rules">
        {rules.map((rule, place) => {
          const faults = warnings.filter((warning) => warning.place === place + 1);
          return (
            <li
              key={rule.key}
              className={`${rule.key === openKey ? 'cur' : ''}${rule.is_active ? '' : ' is-off'}${drawn === place ? ' is-drawn' : ''}`}
              draggable
              onDragStart={() => setDrawn(place)}
              onDragEnd={() => setDrawn(null)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (drawn !== null && drawn !== place) onMove(drawn, place);
                setDrawn(null);
              }}
            >
              <span className="rt-grip" aria-hidden="true">
                <Icon icon={GripVertical} size={14} />
              </span>
              <SettingsLink
                path="/routing"
                search={{ rule: rule.key }}
                replace
                className="rt-rule"
                activeProps={{}}
                data-rule={rule.key}
                aria-current={rule.key === openKey ? 'true' : undefined}
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                title={ruleText(t, i18n.language, rule, names)}
                onKeyDown={(event) => step(event, place)}
              >
                <span className="rt-name">
                  <span className="t3">{number.format(place + 1)}</span>
                  <b className="med" dir="auto">
                    {rule.name || t('unnamed')}
                  </b>
                  {rule.is_active ? null : <Badge tone="mute">{t('off')}</Badge>}
                  {faults[0] ? <Badge tone={faults[0].fault === 'never' || faults[0].fault === 'unreachable' ? 'bad' : 'warn'}>{t(`badge.${faults[0].fault}`)}</Badge> : null}
                </span>
                <span className="why2" dir="auto">
                  {outcomeText(t, i18n.language, rule.then, names)}
                </span>
              </SettingsLink>
              {countOf(rule.key)}
              <span className="rt-moves">
                <IconButton size="sm" label={t('moveUp', { name: rule.name })} aria-disabled={place === 0 || undefined} onClick={() => onMove(place, place - 1)}>
                  <Icon icon={ArrowUp} size={14} />
                </IconButton>
                <IconButton size="sm" label={t('moveDown', { name: rule.name })} aria-disabled={place === rules.length - 1 || undefined} onClick={() => onMove(place, place + 1)}>
                  <Icon icon={ArrowDown} size={14} />
                </IconButton>
              </span>
            </li>
          );
        })}
        <li className="rt-rest">
          <span className="rt-rule">
            <b className="med">{t('rest')}</b>
            <span className="why2">{t('restHint')}</span>
          </span>
          {countOf('')}
        </li>
      </ol>
      <div className="rt-list-f">
        <Button variant="ghost" size="sm" icon={<Icon icon={Plus} size={14} />} data-rule="new" onClick={onAdd}>
          {t('newRule')}
        </Button>
        <span className="sp" />
        <span className="t3 f12">{t('firstWins')}</span>
      </div>
    </section>
  );
}
