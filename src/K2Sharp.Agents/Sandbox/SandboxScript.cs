namespace K2Sharp.Agents.Sandbox;

/// <summary>What runs first in the new namespaces, as their process 1: builds a root of its own, gives up every capability, runs the command.</summary>
internal static class SandboxScript
{
    /// <summary>
    /// Arguments: an empty folder, the workspace, bytes of /tmp, the most processes, then paths to show read-only, then --, then the
    /// limits of prlimit, --, and the command.
    /// </summary>
    public const string Text = """
        set -eu
        root=$1; workspace=$2; temporary=$3; processes=$4; shift 4
        mount -t tmpfs -o size=4m,mode=755,nosuid,nodev tmpfs "$root"
        mkdir "$root/usr" "$root/etc" "$root/proc" "$root/dev" "$root/tmp" "$root/workspace" "$root/old"

        # Before what is shown: a path below /tmp would else be hidden by it.
        mount -t tmpfs -o "size=$temporary,mode=1777,nosuid,nodev" tmpfs "$root/tmp"

        show() {
          if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root${1%/*}"; : > "$root$1"; fi
          mount --rbind "$1" "$root$1"
        }
        for name in bin sbin lib lib32 lib64; do
          if [ -L "/$name" ]; then ln -s "$(readlink "/$name")" "$root/$name"; elif [ -d "/$name" ]; then show "/$name"; fi
        done
        show /usr
        for path in /etc/alternatives /etc/ld.so.cache /etc/localtime; do
          if [ -e "$path" ]; then show "$path"; fi
        done
        while [ "$1" != -- ]; do show "$1"; shift; done
        shift

        # Everything shown becomes read-only, mounts below it included.
        grep -o " $root/[^ ]*" /proc/self/mountinfo | while read -r point; do
          [ "$point" != "$root/tmp" ] || continue
          mount -o remount,bind,ro,nosuid,nodev "$(printf '%b' "$point")"
        done

        mount --bind "$workspace" "$root/workspace"
        mount -o remount,bind,nosuid,nodev "$root/workspace"
        for name in null zero full random urandom; do
          : > "$root/dev/$name"
          mount --bind "/dev/$name" "$root/dev/$name"
        done
        ln -s /proc/self/fd "$root/dev/fd"
        ln -s /proc/self/fd/0 "$root/dev/stdin"
        ln -s /proc/self/fd/1 "$root/dev/stdout"
        ln -s /proc/self/fd/2 "$root/dev/stderr"
        mkdir "$root/dev/shm"
        mount -t tmpfs -o "size=$temporary,mode=1777,nosuid,nodev" tmpfs "$root/dev/shm"
        echo 'agent:x:0:0:agent:/workspace:/bin/sh' > "$root/etc/passwd"
        echo 'agent:x:0:' > "$root/etc/group"

        # Process numbers of this namespace end there (Linux 6.14), and no namespaces can be made in it. Then nobody may write there
        # any more: a process that is the host's root, even without capabilities, could set the whole kernel's switches.
        mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
        echo "$processes" > "$root/proc/sys/kernel/pid_max" 2> /dev/null || true
        echo 0 > "$root/proc/sys/user/max_user_namespaces" 2> /dev/null || true
        mount -o remount,bind,ro "$root/proc"

        cd "$root"
        pivot_root . old
        cd /
        umount -l /old
        rmdir /old
        mount -o remount,bind,ro,nosuid,nodev /
        cd /workspace

        # Not exec: when this process ends, the kernel ends all others of the namespace.
        setpriv --bounding-set -all --inh-caps -all --no-new-privs -- prlimit "$@"
        """;
}
