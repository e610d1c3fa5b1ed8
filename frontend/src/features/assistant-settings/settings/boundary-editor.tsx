import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUsers } from '@/shared/directory';
import { Button, CheckOption, Chip, Field, SelectField } from '@/shared/ui';
import type { Boundary } from './api';
import { SEGMENTS, STATES, TYPES } from './boundary-draft';
import { Choices } from './choices';

export interface BoundaryEditorProps {
  row: Boundary;
  /** It can be off, but not go. */
  isBuiltin: boolean;
  isLocked: boolean;
  onChange: (next: Boundary) => void;
  onRemove: () => void;
}

/** One boundary: what it holds for, whom, why, whose it is, and when somebody looks at it again. */
export function BoundaryEditor({ row, isBuiltin, isLocked, onChange, onRemove }: BoundaryEditorProps) {
  const { t } = useTranslation('assistant-settings');
  const users = useUsers();
  const set = (change: Partial<Boundary>): void => onChange({ ...row, ...change });
  const owners = [{ value: '', label: t('boundaries.noOwner') }, ...users.map(({ id, name }) => ({ value: String(id), label: name }))];
  return (
    <fieldset disabled={isLocked} className="as-editor">
      <legend className="vh">{row.label || t('unnamed')}</legend>
      <CheckOption label={t('boundaries.isOn')} hint={isBuiltin ? t('boundaries.builtin') : t('boundaries.isOnHint')} isChecked={row.is_on} onChange={(isOn) => set({ is_on: isOn })} />
      <Field label={t('boundaries.name')} maxLength={120} value={row.label} error={row.label.trim() ? null : t('boundaries.nameless')} onChange={(event) => set({ label: event.target.value })} />
      <Keywords words={row.keywords} onChange={(keywords) => set({ keywords })} />
      <Choices label={t('boundaries.types')} all={TYPES} chosen={row.issue_types} name={(one) => t(`type.${one}`)} onChange={(types) => set({ issue_types: types })} />
      <Choices label={t('boundaries.segments')} all={SEGMENTS} chosen={row.segments} name={(one) => t(`segment.${one}`)} onChange={(segments) => set({ segments })} />
      <Choices label={t('boundaries.states')} all={STATES} chosen={row.account_states} name={(one) => t(`state.${one}`)} onChange={(states) => set({ account_states: states })} />
      <Field label={t('boundaries.reason')} maxLength={400} value={row.reason} onChange={(event) => set({ reason: event.target.value })} />
      <div className="as-two">
        <SelectField label={t('boundaries.owner')} hint={t('boundaries.ownerHint')} value={row.owner_id === null ? '' : String(row.owner_id)} options={owners} onChange={(value) => set({ owner_id: value ? Number(value) : null })} />
        <Field label={t('boundaries.review')} type="date" value={row.review_on ?? ''} onChange={(event) => set({ review_on: event.target.value || null })} />
      </div>
      {isBuiltin ? null : (
        <Button variant="danger" size="sm" onClick={onRemove}>
          {t('boundaries.remove')}
        </Button>
      )}
    </fieldset>
  );
}

function Keywords({ words, onChange }: { words: readonly string[]; onChange: (words: string[]) => void }) {
  const { t } = useTranslation('assistant-settings');
  const [text, setText] = useState('');
  const take = (): void => {
    const word = text.trim();
    if (word && !words.includes(word)) onChange([...words, word]);
    setText('');
  };
  return (
    <div className="as-words">
      <Field
        label={t('boundaries.keywords')}
        hint={t('boundaries.keywordsHint')}
        maxLength={120}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          take();
        }}
      />
      {words.map((word) => (
        <Chip key={word} removeLabel={t('boundaries.removeWord', { word })} onRemove={() => onChange(words.filter((one) => one !== word))}>
          <bdi>{word}</bdi>
        </Chip>
      ))}
    </div>
  );
}
