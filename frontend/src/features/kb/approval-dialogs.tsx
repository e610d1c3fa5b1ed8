import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, SelectField } from '@/shared/ui';
import type { Article } from './api';
import { approvalsQuery, type ApprovalSteps } from './use-approval';

interface DialogProps {
  article: Article;
  steps: ApprovalSteps;
  onClose: () => void;
}

/** Whom to ask, and what they should know. */
export function AskDialog({ article, steps, onClose }: DialogProps) {
  const { t } = useTranslation('kb');
  const reviewers = useQuery(approvalsQuery(article.id)).data?.reviewers ?? [];
  const [reviewer, setReviewer] = useState('');
  const [words, setWords] = useState('');
  const ask = async (): Promise<void> => {
    if (await steps.take({ to: 'ask', words, reviewer: reviewer ? Number(reviewer) : null })) onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('approval.askTitle')}
      description={t('approval.askHint')}
      isChanged={words !== ''}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>{t('approval.cancel')}</Button>
          <Button variant="primary" busy={steps.doing === 'ask' ? t('approval.asking') : null} onClick={() => void ask()}>
            {t('askReview')}
          </Button>
        </>
      }
    >
      <div className="form-grid">
        <SelectField
          label={t('approval.reviewer')}
          value={reviewer}
          options={[{ value: '', label: t('approval.anyReviewer') }, ...reviewers.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onChange={setReviewer}
        />
        <WordsField label={t('approval.words')} value={words} maxLength={1000} onChange={setWords} />
      </div>
    </Dialog>
  );
}

/** What is to be changed before it is right. */
export function ReturnDialog({ steps, onClose }: Omit<DialogProps, 'article'>) {
  const { t } = useTranslation('kb');
  const [comment, setComment] = useState('');
  const giveBack = async (): Promise<void> => {
    if (await steps.take({ to: 'return', comment })) onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('approval.returnTitle')}
      description={t('approval.returnHint')}
      isChanged={comment !== ''}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>{t('approval.cancel')}</Button>
          <Button
            variant="primary"
            unavailable={comment.trim() === '' ? t('approval.commentMissing') : null}
            busy={steps.doing === 'return' ? t('approval.returning') : null}
            onClick={() => void giveBack()}
          >
            {t('approval.return')}
          </Button>
        </>
      }
    >
      <WordsField label={t('approval.comment')} value={comment} maxLength={2000} onChange={setComment} />
    </Dialog>
  );
}

interface WordsFieldProps {
  label: string;
  value: string;
  maxLength: number;
  onChange: (value: string) => void;
}

function WordsField({ label, value, maxLength, onChange }: WordsFieldProps) {
  const id = useId();
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <span className="field kb-words">
        <textarea id={id} rows={4} dir="auto" maxLength={maxLength} value={value} onChange={(event) => onChange(event.target.value)} />
      </span>
    </div>
  );
}
