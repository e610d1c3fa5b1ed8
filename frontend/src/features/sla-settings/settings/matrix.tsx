import { useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Priority as PriorityMark } from '@/shared/ui';
import { PRIORITIES, REPLY_MEASURES, WORK_MEASURES, type Channel, type Draft } from './api';
import { TargetCell } from './target-cell';
import { useConditionText } from './condition-text';
import { inheritedAt, targetAt, withTarget } from './draft';

/** Which three of the six measures the cells show. */
export type Shown = 'replies' | 'work';

/** The policy with what stands in the open cell, null for no change, false for what is no time. */
export type Pending = (() => Draft | null | false) | null;

export interface MatrixProps {
  drafts: readonly Draft[];
  saved: readonly Draft[];
  channel: Channel;
  shown: Shown;
  openKey: string;
  /** Where the example's policy stands, from 0. */
  matched: number | null;
  /** Open tickets of each policy. */
  counts: readonly number[];
  onOpen: (key: string) => void;
  onChange: (draft: Draft) => void;
  /** Reads and closes the open cell, while there is one. */
  cell: RefObject<Pending>;
}

/** The policies in the order in which they are tried, with their targets by priority; a cell is edited in place. */
export function Matrix({ drafts, saved, channel, shown, openKey, matched, counts, onOpen, onChange, cell }: MatrixProps) {
  const { t } = useTranslation('sla-settings');
  const conditionText = useConditionText(drafts);
  const [editing, setEditing] = useState('');
  const measures = shown === 'replies' ? REPLY_MEASURES : WORK_MEASURES;
  return (
    <div className="slm-w">
      <table className="slm" aria-label={t('targets', { channel: t(`channels.${channel}`) })}>
        <thead>
          <tr>
            <th scope="col">{t('policy.head')}</th>
            {PRIORITIES.map((priority) => (
              <th scope="col" key={priority}>
                <span className="ph">
                  <PriorityMark level={priority} />
                  {t(`shared:priority.word.${priority}`)}
                </span>
                <span className="tri" aria-hidden="true">
                  {measures.map((measure) => (
                    <span key={measure}>{t(`short.${measure}`)}</span>
                  ))}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drafts.map((draft, index) => {
            const isOpen = draft.key === openKey;
            const before = saved.find(({ key }) => key === draft.key);
            return (
              <tr key={draft.key} className={`${isOpen ? 'cur' : ''}${matched === index ? ' match' : ''}`}>
                <th scope="row">
                  <button type="button" aria-expanded={isOpen} aria-controls="sla-details" onClick={() => onOpen(draft.key)}>
                    <span className="n">{index + 1}</span>
                    <span className="who">
                      <b dir="auto">{draft.name}</b>
                      <span>{conditionText(draft)}</span>
                      {counts[index] !== undefined ? <span>{t('open', { count: counts[index] })}</span> : null}
                      {matched === index ? <span className="mt">{t('example.matches')}</span> : null}
                    </span>
                  </button>
                </th>
                {PRIORITIES.map((priority) => {
                  const id = `${draft.key}/${channel}/${priority}`;
                  return (
                    <TargetCell
                      key={priority}
                      policy={draft.name}
                      priority={priority}
                      channel={channel}
                      measures={measures}
                      target={targetAt(draft, channel, priority)}
                      fallback={inheritedAt(draft, channel, priority)}
                      before={before ? targetAt(before, channel, priority) : undefined}
                      isEditing={editing === id}
                      onEdit={() => {
                        setEditing(id);
                        onOpen(draft.key);
                      }}
                      onChange={(change) => onChange(withTarget(draft, channel, priority, change))}
                      onRead={(read) => {
                        cell.current = read && (() => {
                          const change = read();
                          return change ? withTarget(draft, channel, priority, change) : change;
                        });
                      }}
                      onClose={() => setEditing((old) => (old === id ? '' : old))}
                    />
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
