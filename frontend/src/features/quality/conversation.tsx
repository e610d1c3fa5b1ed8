import { useTranslation } from 'react-i18next';
import { ReviewedConversation, SpokenLine, SpokenMessage } from '@/shared/review';
import { AiSign } from '@/shared/ui';
import type { Review } from './words';

type Spoken = Review['spoken'][number];
const isReviewed = ({ side }: Review, { author_kind }: Spoken): boolean =>
  side === 'assistant' ? author_kind === 'assistant' : author_kind === 'staff' || author_kind === 'token';

/** What was said, with the side under review marked. */
export function Conversation({ review, onBack }: { review: Review; onBack: () => void }) {
  const { t } = useTranslation('quality');
  const sample = review.sample ? [{ words: t(`sample.${review.sample}`), tone: review.sample === 'random' ? ('mute' as const) : ('warn' as const) }] : [];
  return (
    <ReviewedConversation
      number={review.number}
      subject={review.subject}
      marks={[...sample, ...review.risks.map((risk) => ({ words: t(`risk.${risk}`), tone: 'warn' as const }))]}
      words={{ label: t('conversation'), back: t('back'), openTicket: t('openTicket'), said: t('said') }}
      className="qlc"
      wraps
      onBack={onBack}
    >
      <p className="t2 f12">{t('reviewedIs', { name: review.person?.name ?? t('side.assistant') })}</p>
      {review.spoken.map((part, place) => (
        <Part key={place} part={part} isMine={isReviewed(review, part)} />
      ))}
    </ReviewedConversation>
  );
}

function Part({ part, isMine }: { part: Spoken; isMine: boolean }) {
  const { t } = useTranslation('quality');
  if (part.kind === 'rating') {
    return <SpokenLine at={part.at}>{t('rated', { score: part.score, text: part.text, context: part.text ? 'words' : undefined })}</SpokenLine>;
  }
  return (
    <SpokenMessage
      at={part.at}
      text={part.text}
      mark={isMine ? 'is-mine' : undefined}
      head={
        <>
          {part.author_kind === 'assistant' ? <AiSign>{t('side.assistant')}</AiSign> : <b dir="auto">{part.author}</b>}
          {isMine ? <span className="t3 f11">{t('underReview')}</span> : null}
        </>
      }
    />
  );
}
