export { ActionsScreen } from './actions-screen';
export { AnswersScreen } from './answers-screen';
export { BoundariesScreen } from './boundaries-screen';
export { CostsScreen } from './costs-screen';
export { TrialScreen } from './trial-screen';
export { VersionsScreen } from './versions-screen';
export { VoiceScreen } from './voice-screen';
