// Starts `isolint server` and lets it do everything: what a finding is, and what repairs it, is decided there.

import * as vscode from "vscode";
import { Executable, LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";
import { chosenCommand } from "./command";

const NAME = "isolint";
const LANGUAGES = ["python", "go"];

let client: LanguageClient | undefined;
let output: vscode.LogOutputChannel;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel(NAME, { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("isolint.restart", restart),
    vscode.commands.registerCommand("isolint.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (["enable", "command", "arguments"].some((key) => event.affectsConfiguration(`${NAME}.${key}`))) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(NAME);
  if (!settings.get("enable", true)) {
    output.info("not started: isolint.enable is false");
    return;
  }
  const [program, ...first] = chosenCommand(settings.get<string[]>("command", []), await interpreter());
  const server: Executable = {
    command: program,
    args: [...first, "server", ...settings.get<string[]>("arguments", [])],
    options: { cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath },
  };
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
    outputChannel: output,
    synchronize: { configurationSection: NAME }, // which files to watch, the server says itself
  };
  output.info(`starting ${[server.command, ...(server.args ?? [])].join(" ")}`);
  client = new LanguageClient(NAME, NAME, server, options);
  try {
    await client.start();
  } catch (error) {
    output.error(String(error));
    client = undefined;
    const advice = "isolint could not be started. Is it installed with its server, pip install 'isolint[lsp]'?";
    if ((await vscode.window.showErrorMessage(advice, "Show Output")) !== undefined) {
      output.show();
    }
  }
}

/** The interpreter that the Python extension has chosen for the first folder, if there is one. */
async function interpreter(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  if (python === undefined) {
    return undefined;
  }
  try {
    const { environments } = python.isActive ? python.exports : await python.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const chosen = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
    return chosen?.executable.uri?.fsPath;
  } catch (error) {
    output.warn(`the Python extension did not say which interpreter is chosen: ${String(error)}`);
    return undefined;
  }
}

/** The part of the Python extension's interface that is used here. */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}
