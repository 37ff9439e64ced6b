import type { ExtensionContext } from 'vscode';
import { AuthRoom } from './auth/room';
import { CacheRoom } from './cache/room';
import { ChatTemplateRoom } from './chatTemplate/room';
import { ClientRoom } from './client/room';
import { CodeLensSettings } from './codeLenses';
import { registerCommands } from './commands';
import { HealthRoom } from './health/room';
import { TensorBoardRoom } from './tensorboard/room';
import { TrainingRoom } from './training/room';

/** Builds the rooms; each owns what it does. */
export function activate(context: ExtensionContext): void {
  const client = new ClientRoom(context);
  const chatTemplate = new ChatTemplateRoom(context, client);
  const cache = new CacheRoom(context, client);
  const auth = new AuthRoom(context, client);
  const tensorBoard = new TensorBoardRoom(context, client);
  const training = new TrainingRoom(context, client);
  const health = new HealthRoom(context, client, training.runs);
  training.isLookedAt = (folder) => health.isLookedAt(folder);
  context.subscriptions.push(
    client,
    chatTemplate,
    cache,
    auth,
    tensorBoard,
    training,
    health,
    new CodeLensSettings(),
    registerCommands(
      {
        ...client.commands,
        ...chatTemplate.commands,
        ...cache.commands,
        ...auth.commands,
        ...tensorBoard.commands,
        ...training.commands,
        ...health.commands,
      },
      (run) => client.whenReady(run),
      (error) => client.reportFailure(error),
    ),
  );
  client.start();
}
