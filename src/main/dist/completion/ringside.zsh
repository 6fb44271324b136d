# For zsh: source this file in ~/.zshrc. It has zsh take the completion of bash that lies beside it.
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
source "${${(%):-%x}:A:h}/ringside.bash"
