import Zap from 'lucide-react/icons/zap';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayWrite = (has: Has): boolean => has('macro.personal');

const screens = () => import('./routes');

export default {
  settings: [
    {
      id: 'macros',
      group: 'work',
      labelKey: 'macros-settings:title',
      wordsKey: 'macros-settings:words',
      icon: Zap,
      may: mayWrite,
      fields: [
        { id: 'new', labelKey: 'macros-settings:add' },
        { id: 'starters', labelKey: 'macros-settings:starters.title' },
      ],
      routes: [
        { path: '/macros', screen: async () => (await screens()).MacrosScreen },
        { path: '/macros/$macro', screen: async () => (await screens()).MacroRoute },
      ],
      commands: [
        { id: 'macros', labelKey: 'macros-settings:command.macros', path: '/macros' },
        { id: 'newMacro', labelKey: 'macros-settings:command.new', path: '/macros/new' },
      ],
    },
  ],
} satisfies FeatureSlots;
