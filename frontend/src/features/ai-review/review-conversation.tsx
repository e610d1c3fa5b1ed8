import { useTranslation } from 'react-i18next';
import { ReviewedConversation, SpokenLine, SpokenMessage } from '@/shared/review';
import { AiSign, CitationChip, Confidence } from '@/shared/ui';
import type { Review } from './words';

type Part = Review['parts'][number];

/** What was asked, what was answered on which grounds, and what happened then. */
export function ReviewConversation({ review, onBack }: { review: Review; onBack: () => void }) {
  const { t } = useTranslation('ai-review');
  const at = review.parts.findIndex((part) => part.is_answer);
  const then = at === -1 ? [] : review.parts.slice(at + 1);
  return (
    <ReviewedConversation
      number={review.number}
      subject={review.subject}
      marks={review.reasons.map((reason) => ({ words: t(`reason.${reason}`), tone: 'warn' }))}
      words={{ label: t('review.conversation'), back: t('review.back'), openTicket: t('review.openTicket'), said: t('review.said') }}
      className="rvc"
      onBack={onBack}
    >
      {(at === -1 ? review.parts : review.parts.slice(0, at + 1)).map((part, index) => (
        <PartView key={index} part={part} />
      ))}
      {then.length > 0 ? <h3>{t('review.then')}</h3> : null}
      {then.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </ReviewedConversation>
  );
}

function PartView({ part }: { part: Part }) {
  const { t } = useTranslation('ai-review');
  if (part.kind !== 'message') {
    return (
      <SpokenLine at={part.at}>
        {part.kind === 'ledger'
          ? t('review.counted', { state: t(`state.${part.state || 'open'}`), why: t(`why.${part.why || 'quiet'}`) })
          : part.kind === 'rating'
            ? t('review.rated', { score: part.score, text: part.text, context: part.text ? 'words' : undefined })
            : t(`review.${part.kind}`)}
      </SpokenLine>
    );
  }
  return (
    <SpokenMessage
      at={part.at}
      text={part.text}
      mark={part.is_answer ? 'is-answer' : undefined}
      head={
        <>
          {part.author_kind === 'assistant' ? <AiSign>{t(part.is_answer ? 'review.answered' : 'review.assistant')}</AiSign> : <b dir="auto">{part.author}</b>}
          {part.is_answer && part.confidence_word ? <Confidence word={part.confidence_word} /> : null}
        </>
      }
    >
      {part.citations.length > 0 ? <Sources citations={part.citations} /> : null}
    </SpokenMessage>
  );
}

function Sources({ citations }: { citations: Part['citations'] }) {
  const { t } = useTranslation('ai-review');
  return (
    <div className="rvs">
      <h4>{t('review.reliedOn')}</h4>
      <ul>
        {citations.map((citation, index) => (
          <li key={index}>
            <CitationChip index={index + 1} citation={citation} />
            <span>
              <a className="link" href={`/app/kb/${citation.article_id}`} target="_blank" rel="noreferrer" dir="auto">
                {citation.title}
              </a>
              <q dir="auto">{citation.quote}</q>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
