import Sparkles from 'lucide-react/icons/sparkles';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayRead = (has: Has): boolean => has('assistant.read');

const screens = () => import('./settings/routes');

export default {
  settings: [
    {
      id: 'assistant',
      group: 'assistant',
      labelKey: 'assistant-settings:title',
      wordsKey: 'assistant-settings:words',
      icon: Sparkles,
      may: mayRead,
      fields: [
        { id: 'answers', labelKey: 'assistant-settings:answers.title', wordsKey: 'assistant-settings:found.answers' },
        { id: 'confidence', labelKey: 'assistant-settings:confidence.title', wordsKey: 'assistant-settings:found.confidence' },
        { id: 'limits', labelKey: 'assistant-settings:limits.title', wordsKey: 'assistant-settings:found.limits' },
        { id: 'boundaries', labelKey: 'assistant-settings:boundaries.title', path: '/assistant/boundaries', wordsKey: 'assistant-settings:found.boundaries' },
        { id: 'voice', labelKey: 'assistant-settings:voice.title', path: '/assistant/voice', wordsKey: 'assistant-settings:found.voice' },
        { id: 'examples', labelKey: 'assistant-settings:voice.examples', path: '/assistant/voice', wordsKey: 'assistant-settings:found.examples' },
        { id: 'actions', labelKey: 'assistant-settings:actions.title', path: '/assistant/actions', wordsKey: 'assistant-settings:found.actions' },
        { id: 'secrets', labelKey: 'assistant-settings:secrets.title', path: '/assistant/actions', wordsKey: 'assistant-settings:found.secrets' },
        { id: 'uses', labelKey: 'assistant-settings:uses.title', path: '/assistant/actions', wordsKey: 'assistant-settings:found.uses' },
        { id: 'try', labelKey: 'assistant-settings:try.title', path: '/assistant/trial', wordsKey: 'assistant-settings:found.try' },
        { id: 'replay', labelKey: 'assistant-settings:replay.title', path: '/assistant/trial', wordsKey: 'assistant-settings:found.replay' },
        { id: 'bench', labelKey: 'assistant-settings:bench.title', path: '/assistant/trial', wordsKey: 'assistant-settings:found.bench' },
        { id: 'masking', labelKey: 'assistant-settings:masking.title', path: '/assistant/costs', wordsKey: 'assistant-settings:found.masking' },
        { id: 'budget', labelKey: 'assistant-settings:budget.title', path: '/assistant/costs', wordsKey: 'assistant-settings:found.budget' },
        { id: 'versions', labelKey: 'assistant-settings:page.versions', path: '/assistant/versions', wordsKey: 'assistant-settings:found.versions' },
      ],
      routes: [
        { path: '/assistant', screen: async () => (await screens()).AnswersScreen },
        { path: '/assistant/boundaries', screen: async () => (await screens()).BoundariesScreen },
        { path: '/assistant/voice', screen: async () => (await screens()).VoiceScreen },
        { path: '/assistant/actions', screen: async () => (await screens()).ActionsScreen },
        { path: '/assistant/trial', screen: async () => (await screens()).TrialScreen },
        { path: '/assistant/costs', screen: async () => (await screens()).CostsScreen },
        { path: '/assistant/versions', screen: async () => (await screens()).VersionsScreen },
      ],
      commands: [
        { id: 'assistant', labelKey: 'assistant-settings:command.answers', path: '/assistant' },
        { id: 'assistantBoundaries', labelKey: 'assistant-settings:command.boundaries', path: '/assistant/boundaries' },
        { id: 'assistantActions', labelKey: 'assistant-settings:command.actions', path: '/assistant/actions' },
        { id: 'assistantTrial', labelKey: 'assistant-settings:command.trial', path: '/assistant/trial' },
        { id: 'assistantVersions', labelKey: 'assistant-settings:command.versions', path: '/assistant/versions' },
      ],
    },
  ],
} satisfies FeatureSlots;
