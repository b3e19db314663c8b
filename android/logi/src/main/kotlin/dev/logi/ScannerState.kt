package dev.logi

/** Where a [CameraScanner] stands. */
public sealed interface ScannerState {
    /** The camera is not used. */
    public data object Stopped : ScannerState

    /** The app may not use the camera: it asks for the permission and starts again. */
    public data object NeedsPermission : ScannerState

    /** The camera is being opened. */
    public data object Starting : ScannerState

    /** Frames are read. */
    public data object Running : ScannerState

    /** There is no camera to be had now. [CameraScanner.start] tries again. */
    public data class Unavailable(
        /** Why. */
        public val fault: CameraFault,
    ) : ScannerState
}

/** Why there is no camera. */
public enum class CameraFault {
    /** The phone has none. */
    NONE,

    /** Another app, or a call, uses it. */
    IN_USE,

    /** The phone's owner or its administrator switched it off. */
    DISABLED,

    /** It failed. */
    FAILED,
}
